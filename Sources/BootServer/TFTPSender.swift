import NetIO
import NetTypes
import TFTP

/// The half of a transfer that every packet goes through: its core, and blocks on their way from the file to the port.
///
/// One value, because each access to a property of an object is checked at run time.
@NetLoop
struct TFTPSender {
    /// What a step leaves to be done.
    struct Outcome {
        /// What the disk has to be waited for.
        var missing: Range<UInt64>?
        /// How the transfer ended: nil inside for every block sent.
        var ending: ReadTransfer.Failure??
        /// When to do what is due.
        var deadline: Instant?
    }

    private(set) var core: ReadTransfer
    private(set) var reader: TFTPReader
    private let port: TransferPort
    private let client: IPv4Endpoint
    private let size: UInt64
    private let blockSize: Int
    /// Octets of a window, or of its part that leaves in one message.
    private let longestRun: UInt64
    private let windowLength: UInt64
    /// The list is kept from step to step for its memory.
    private var actions: [ReadTransfer.Action] = []
    /// What waits for the disk or for the end of a step; never more than a window.
    private var waiting: [Run] = []

    /// Blocks that follow each other and leave together.
    private struct Run {
        var number: UInt16
        var count: Int
        var range: Range<UInt64>
    }

    /// Makes one that sends from a port to a client.
    init(
        _ core: ReadTransfer, of file: TFTPFile, from port: TransferPort, to client: IPv4Endpoint,
        disk: TFTPDisk
    ) {
        self.core = core
        self.port = port
        self.client = client
        size = file.size
        reader = TFTPReader(file, disk)
        blockSize = core.options.blockSize
        windowLength = UInt64(blockSize * core.options.windowSize)
        longestRun = UInt64(
            blockSize * min(core.options.windowSize, max(1, TransferPort.longestMessage / blockSize)))
    }

    /// Answers the request.
    mutating func start(at now: Instant) -> Outcome {
        core.start(at: now, into: &actions)
        return perform()
    }

    /// Takes a packet of the client.
    mutating func handle(_ packet: TFTPPacket, at now: Instant) -> Outcome {
        core.handle(packet, at: now, into: &actions)
        return perform()
    }

    /// Does what is due.
    mutating func timedOut(at now: Instant) -> Outcome {
        // A machine that was sent nothing cannot answer.
        if isHeldUp { core.postpone(at: now) }
        core.timedOut(at: now, into: &actions)
        return perform()
    }

    /// Takes what the disk was waited for, and sends what waits for that.
    mutating func take(_ piece: TFTPReader.Piece, at now: Instant) -> Outcome {
        reader.take(piece)
        guard isHeldUp else { return Outcome() }
        let missing = flush()
        // The answer is waited for from now on, not from when the blocks were asked for.
        core.postpone(at: now)
        return Outcome(missing: missing, deadline: core.deadline)
    }

    /// Whether blocks wait for the disk.
    var isHeldUp: Bool { !waiting.isEmpty }

    /// Sends nothing any more.
    mutating func stop() { waiting.removeAll() }

    private mutating func perform() -> Outcome {
        var outcome = Outcome()
        for index in actions.indices {
            if case .sendBlock(let number, let offset, let count) = actions[index] {
                queueBlock(number, offset, count, &outcome)
                continue
            }
            flush(&outcome)
            switch actions[index] {
            case .sendBlock: break
            case .send(let packet): port.send(packet, to: client)
            case .finished: outcome.ending = .some(nil)
            case .failed(let failure): outcome.ending = failure
            }
        }
        actions.removeAll(keepingCapacity: true)
        flush(&outcome)
        outcome.deadline = core.deadline
        return outcome
    }

    // MARK: - Blocks

    /// Adds a block to those that leave with the next `flush`.
    private mutating func queueBlock(
        _ number: UInt16, _ offset: UInt64, _ count: Int, _ outcome: inout Outcome
    ) {
        if let first = waiting.first, let last = waiting.last,
            last.range.upperBound != offset || offset - first.range.lowerBound >= windowLength
        {
            // What still waits for the disk is asked for again, or was acknowledged without having been sent.
            waiting.removeAll(keepingCapacity: true)
        }
        if let last = waiting.last, UInt64(last.range.count + count) > longestRun { flush(&outcome) }
        let end = offset + UInt64(count)
        if let last = waiting.last, UInt64(last.range.count + count) <= longestRun {
            waiting[waiting.count - 1] = Run(
                number: last.number, count: last.count + 1, range: last.range.lowerBound..<end)
        } else {
            waiting.append(Run(number: number, count: 1, range: offset..<end))
        }
    }

    private mutating func flush(_ outcome: inout Outcome) {
        guard isHeldUp else { return }
        let missing = flush()
        outcome.missing = outcome.missing ?? missing
    }

    /// Sends the blocks that wait, and has the next ones read while the client takes these; tells what the disk has to be
    /// waited for.
    private mutating func flush() -> Range<UInt64>? {
        var missing: Range<UInt64>?
        while let run = waiting.first {
            guard reader.prepare(run.range) else { return missing ?? run.range }
            waiting.removeFirst()
            let (octets, range) = reader.octets(of: run.range)
            port.sendBlocks(
                run.count, of: blockSize, number: run.number, from: octets, in: range, to: client)
            let end = run.range.upperBound
            let next = end..<max(end, min(end + longestRun, size))
            if !reader.prepare(next) { missing = missing ?? next }
        }
        return missing
    }
}
