import NetIO
import NetTypes
import TFTP

/// Reads one file over TFTP many times, by several clients at once, and loses packets where it is told to.
@NetLoop
final class TransferLoad {
    /// What to read, and how.
    struct Plan {
        var server: IPv4Address
        var file: String
        var blockSize: Int
        var windowSize: Int
        var transfers: Int
        var clients: Int
        /// How many of 1,000 packets are lost, each way.
        var lossPerMille: Int
        var seed: UInt64
        var addresses: [IPv4Address]
        /// After this time what is not finished counts as unfinished.
        var limit: Duration
    }

    /// What was seen.
    struct Result: Codable {
        var seconds: Double
        var bytes: UInt64
        var failures: Int
        var unfinished: Int
        var median: Double
        var p99: Double
    }

    /// One client with its transfer.
    private final class Reader {
        var core: ReadClient
        let socket: TransferSocket
        /// Where the request goes; nil once the server's port for the transfer is known, which the socket is connected to.
        var service: IPv4Endpoint?
        let startedAt: Instant
        var isOver = false

        init(_ core: ReadClient, _ socket: TransferSocket, _ service: IPv4Endpoint, at now: Instant) {
            self.core = core
            self.socket = socket
            self.service = service
            startedAt = now
        }
    }

    /// The kernel doubles it: a window of jumbo frames with all that it counts for each.
    private static let receiveBuffer: Int32 = 1 << 20

    private let plan: Plan
    private let finished: @Sendable (Result) -> Void
    private var timer: LoopTimer?
    private var armedFor: Instant?
    private var readers: [Int32: Reader] = [:]
    private var spareActions: [ReadClient.Action] = []
    private var begun = 0
    private var bytes: UInt64 = 0
    private var failures = 0
    private var times: [Duration] = []
    private var startedAt = MonotonicClock.now()
    private var dice: UInt64

    init(_ plan: Plan, finished: @escaping @Sendable (Result) -> Void) {
        self.plan = plan
        self.finished = finished
        dice = plan.seed
    }

    func start() {
        timer = LoopTimer(on: NetLoop.executor) { [weak self] in NetLoop.assumeIsolated { self?.timedOut() } }
        startedAt = MonotonicClock.now()
        for _ in 0..<min(plan.clients, plan.transfers) { begin() }
        arm(startedAt + plan.limit)
    }

    private func begin() {
        let address = plan.addresses[begun % plan.addresses.count]
        begun += 1
        var options = [TFTPOption("tsize", "0"), TFTPOption("blksize", String(plan.blockSize))]
        if plan.windowSize > 1 { options.append(TFTPOption("windowsize", String(plan.windowSize))) }
        guard
            let socket = try? TransferSocket(
                localAddress: address, longestInput: plan.blockSize + 64, receiveBuffer: Self.receiveBuffer)
        else {
            failures += 1
            return
        }
        let reader = Reader(
            ReadClient(fileName: plan.file, options: options), socket, IPv4Endpoint(plan.server, 69),
            at: MonotonicClock.now())
        guard (try? socket.start { self.receive(reader) }) != nil else {
            failures += 1
            return socket.close()
        }
        readers[socket.descriptor] = reader
        advance(reader) { $0.start(at: $1, into: &$2) }
    }

    private func receive(_ reader: Reader) {
        // No more than can be there: asking once more costs a system call.
        for _ in 0..<plan.windowSize {
            guard !reader.isOver, let input = reader.socket.receive() else { return }
            guard !isLost(), let packet = try? TFTPPacket(parsing: input.buffer, in: 0..<input.count) else {
                continue
            }
            if reader.service != nil, (try? reader.socket.connect(to: input.source)) != nil {
                reader.service = nil
            }
            advance(reader) { $0.handle(packet, at: $1, into: &$2) }
        }
    }

    private func advance(
        _ reader: Reader, _ step: (inout ReadClient, Instant, inout [ReadClient.Action]) -> Void
    ) {
        // The list is kept from step to step for its memory.
        var actions = spareActions
        spareActions = []
        step(&reader.core, MonotonicClock.now(), &actions)
        defer {
            actions.removeAll(keepingCapacity: true)
            spareActions = actions
        }
        for action in actions {
            switch action {
            case .send(let octets): if !isLost() { reader.socket.send(octets, to: reader.service) }
            case .deliver(let octets): bytes += UInt64(octets.count)
            case .finished:
                times.append(MonotonicClock.now() - reader.startedAt)
                end(reader)
            case .failed:
                failures += 1
                end(reader)
            }
        }
        if let deadline = reader.core.deadline { arm(deadline) }
    }

    private func end(_ reader: Reader) {
        readers[reader.socket.descriptor] = nil
        reader.isOver = true
        reader.socket.close()
        if begun < plan.transfers { return begin() }
        if readers.isEmpty { report() }
    }

    private func report() {
        timer?.cancel()
        // Those that are not through take this long at least.
        let now = MonotonicClock.now()
        times += readers.values.map { now - $0.startedAt }
        times.sort()
        finished(
            Result(
                seconds: (MonotonicClock.now() - startedAt).inSeconds, bytes: bytes, failures: failures,
                unfinished: plan.transfers - begun + readers.count,
                median: times.isEmpty ? 0 : times[times.count / 2].inSeconds * 1000,
                p99: times.isEmpty ? 0 : times[times.count * 99 / 100].inSeconds * 1000))
    }

    /// SplitMix64: the same seed loses the same packets.
    private func isLost() -> Bool {
        guard plan.lossPerMille > 0 else { return false }
        dice &+= 0x9E37_79B9_7F4A_7C15
        var value = dice
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % 1000) < plan.lossPerMille
    }

    private func arm(_ deadline: Instant) {
        if let armedFor, armedFor <= deadline { return }
        armedFor = deadline
        timer?.arm(deadline)
    }

    private func timedOut() {
        let now = MonotonicClock.now()
        guard now < startedAt + plan.limit else { return report() }
        armedFor = nil
        for reader in readers.values where reader.core.deadline.map({ $0 <= now }) ?? false {
            advance(reader) { $0.timedOut(at: $1, into: &$2) }
        }
        arm(readers.values.compactMap(\.core.deadline).min() ?? startedAt + plan.limit)
    }
}
