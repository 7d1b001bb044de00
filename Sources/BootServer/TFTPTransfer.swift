import NetIO
import NetTypes
import TFTP

/// One read transfer with its socket and its file.
@NetLoop
final class TFTPTransfer {
    /// How a transfer ended: with every block sent, or with a reason.
    typealias Ending = @NetLoop (TFTPTransfer, ReadTransfer.Failure?) -> Void

    let file: TFTPFile
    let client: IPv4Endpoint
    let startedAt = MonotonicClock.now()
    private(set) var core: ReadTransfer
    private let socket: TransferSocket
    private let disk: TFTPDisk
    private let arm: @NetLoop (Instant) -> Void
    private let ended: Ending
    private var reader: TFTPReader
    /// Octets of a window, or of its part that leaves in one message.
    private let longestRun: UInt64
    private let windowLength: UInt64
    /// The list is kept from step to step for its memory.
    private var actions: [ReadTransfer.Action] = []
    /// What waits for the disk or for the end of a step; never more than a window.
    private var waiting: [Run] = []
    private var isLoading = false
    /// What to do when the transfer, which is closed, needs nothing any more.
    private var released: (@NetLoop () -> Void)?
    private var isClosed = false

    /// Blocks that follow each other and leave together.
    private struct Run {
        var number: UInt16
        var count: Int
        var range: Range<UInt64>
    }

    /// Opens a port on the address that the request was sent to.
    ///
    /// `disk` is where reads that have to wait are done; `arm` is told of deadlines, `ended` of the end, after which the
    /// transfer is to be closed.
    init(
        _ core: ReadTransfer, of file: TFTPFile, from localAddress: IPv4Address, to client: IPv4Endpoint,
        disk: TFTPDisk, arm: @escaping @NetLoop (Instant) -> Void, ended: @escaping Ending
    ) throws(SocketError) {
        self.core = core
        self.file = file
        self.client = client
        self.disk = disk
        self.arm = arm
        self.ended = ended
        reader = TFTPReader(file, disk)
        let blockSize = core.options.blockSize
        windowLength = UInt64(blockSize * core.options.windowSize)
        longestRun = UInt64(
            blockSize * min(core.options.windowSize, max(1, TransferSocket.longestMessage / blockSize)))
        socket = try TransferSocket(localAddress: localAddress)
        do throws(SocketError) {
            // Kept until it is closed, as every socket's handler is.
            try socket.start { self.receive() }
        } catch {
            socket.close()
            throw error
        }
    }

    /// Answers the request.
    func start() {
        core.start(at: MonotonicClock.now(), into: &actions)
        perform()
    }

    /// Answers a repeated request.
    func handle(_ request: TFTPRequest) {
        core.handle(.request(request), at: MonotonicClock.now(), into: &actions)
        perform()
    }

    /// Does what is due.
    func timedOut(at now: Instant) {
        // A machine that was sent nothing cannot answer.
        if isHeldUp { core.postpone(at: now) }
        core.timedOut(at: now, into: &actions)
        perform()
    }

    /// Whether blocks wait for the disk.
    var isHeldUp: Bool { !waiting.isEmpty }

    /// Closes the port; `released` is called once the disk, too, has nothing more to do for the transfer.
    func close(_ released: @escaping @NetLoop () -> Void) {
        isClosed = true
        waiting.removeAll()
        socket.close()
        guard isLoading else { return released() }
        self.released = released
    }

    /// One packet a wake-up: a client sends no second one before it was answered, and asking for it costs a system call.
    private func receive() {
        guard let input = socket.receive() else { return }
        guard input.source == client else {
            let message = "this port serves another transfer"
            socket.send(TFTPPacket.error(.unknownTransferID, message: message).octets, to: input.source)
            return
        }
        // One that does not parse is ignored.
        guard let packet = try? TFTPPacket(parsing: input.buffer, count: input.count) else { return }
        core.handle(packet, at: MonotonicClock.now(), into: &actions)
        perform()
    }

    private func perform() {
        for action in actions {
            if case .sendBlock(let number, let offset, let count) = action {
                queueBlock(number, offset, count)
                continue
            }
            flush()
            switch action {
            case .sendBlock: break
            case .send(let packet): socket.send(packet, to: client)
            case .finished: ended(self, nil)
            case .failed(let failure): ended(self, failure)
            }
        }
        actions.removeAll(keepingCapacity: true)
        flush()
        if let deadline = core.deadline { arm(deadline) }
    }

    // MARK: - Blocks

    /// Adds a block to those that leave with the next `flush`.
    private func queueBlock(_ number: UInt16, _ offset: UInt64, _ count: Int) {
        if let first = waiting.first, let last = waiting.last,
            last.range.upperBound != offset || offset - first.range.lowerBound >= windowLength
        {
            // What still waits for the disk is asked for again, or was acknowledged without having been sent.
            waiting.removeAll(keepingCapacity: true)
        }
        if let last = waiting.last, UInt64(last.range.count + count) > longestRun { flush() }
        let end = offset + UInt64(count)
        if let last = waiting.last, UInt64(last.range.count + count) <= longestRun {
            waiting[waiting.count - 1] = Run(
                number: last.number, count: last.count + 1, range: last.range.lowerBound..<end)
        } else {
            waiting.append(Run(number: number, count: 1, range: offset..<end))
        }
    }

    /// Sends the blocks that wait, and has the next ones read while the client takes these.
    private func flush() {
        while let run = waiting.first {
            guard reader.prepare(run.range) else { return load(run.range) }
            waiting.removeFirst()
            let (octets, range) = reader.octets(of: run.range)
            socket.sendBlocks(
                run.count, of: core.options.blockSize, number: run.number, from: octets, in: range, to: client
            )
            let end = run.range.upperBound
            let next = end..<max(end, min(end + longestRun, file.size))
            if !reader.prepare(next) { load(next) }
        }
    }

    /// Waits for the disk where no packet does, then sends what waits for that.
    private func load(_ range: Range<UInt64>) {
        guard !isLoading, let source = reader.source else { return }
        isLoading = true
        let part = reader.part(for: range)
        disk.executor.perform { [self] in
            let piece = source.read(part)
            NetLoop.executor.perform { NetLoop.assumeIsolated { self.loaded(piece) } }
        }
    }

    private func loaded(_ piece: TFTPReader.Piece) {
        isLoading = false
        guard !isClosed else {
            released?()
            released = nil
            return
        }
        reader.take(piece)
        guard isHeldUp else { return }
        flush()
        // The answer is waited for from now on, not from when the blocks were asked for.
        core.postpone(at: MonotonicClock.now())
        if let deadline = core.deadline { arm(deadline) }
    }
}
