import NetIO
import NetTypes
import Storm

/// Sends DISCOVERs and counts the offers, with a fixed number of them outstanding.
@NetLoop
final class OfferLoad {
    /// What was seen.
    struct Result: Codable {
        var offersPerSecond: Double
        var median: Double
        var p99: Double
        var lost: Int
    }

    private static let transactionOffset = 4
    private static let hardwareOffset = 28
    private static let lostAfter = Duration.milliseconds(500)

    private let socket: UDPSocket
    private let machines: UInt64
    private let outstanding: Int
    private let repeats: Bool
    private let time: Duration
    private let finished: @Sendable (Result) -> Void
    private let firstMAC: UInt64
    private var packet: [UInt8]
    private var timer: LoopTimer?
    private var sentAt: [UInt32: Instant] = [:]
    private let firstTransaction = UInt32.random(in: .min ... .max)
    private var turn = 0
    private var latencies: [Duration] = []
    private var lost = 0
    private var startedAt = MonotonicClock.now()

    init(
        interface: String, firstMAC: MACAddress, machines: Int, outstanding: Int, repeats: Bool,
        time: Duration,
        finished: @escaping @Sendable (Result) -> Void
    ) throws {
        socket = try UDPSocket(IPv4Endpoint(.any, 68), device: interface, broadcast: true)
        self.machines = UInt64(machines)
        self.outstanding = outstanding
        self.repeats = repeats
        self.time = time
        self.finished = finished
        self.firstMAC = firstMAC.rawValue
        packet = NetbootMessage(.uefi, mac: firstMAC, transactionID: 0).discover()
    }

    func start() throws {
        try socket.start { [weak self] datagram in self?.receive(datagram.payload) }
        timer = LoopTimer(on: NetLoop.executor) { [weak self] in NetLoop.assumeIsolated { self?.tick() } }
        startedAt = MonotonicClock.now()
        for _ in 0..<outstanding { send() }
        timer?.arm(startedAt + .milliseconds(20))
    }

    /// A transaction of its own for every question, or each machine's one, as firmware does that repeats itself.
    private func send() {
        let machine = UInt64(turn) % machines
        let mac = firstMAC + machine
        let transaction = firstTransaction &+ UInt32(truncatingIfNeeded: repeats ? machine : UInt64(turn))
        turn += 1
        for index in 0..<4 {
            packet[Self.transactionOffset + index] = UInt8(
                truncatingIfNeeded: transaction >> (24 - 8 * UInt32(index)))
        }
        for index in 0..<6 {
            packet[Self.hardwareOffset + index] = UInt8(truncatingIfNeeded: mac >> (40 - 8 * UInt64(index)))
        }
        sentAt[transaction] = MonotonicClock.now()
        socket.send(packet, to: IPv4Endpoint(.broadcast, 67))
    }

    private func receive(_ payload: [UInt8]) {
        guard payload.count > 240, payload[0] == 2 else { return }
        let transaction = payload[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
        guard let sent = sentAt.removeValue(forKey: transaction) else { return }
        latencies.append(MonotonicClock.now() - sent)
        send()
    }

    private func tick() {
        let now = MonotonicClock.now()
        guard now < startedAt + time else { return end(now) }
        for (transaction, sent) in sentAt where now - sent > Self.lostAfter {
            sentAt[transaction] = nil
            lost += 1
            send()
        }
        timer?.arm(now + .milliseconds(20))
    }

    private func end(_ now: Instant) {
        socket.close()
        timer?.cancel()
        latencies.sort()
        let count = latencies.count
        finished(
            Result(
                offersPerSecond: Double(count) / (now - startedAt).inSeconds,
                median: count == 0 ? 0 : latencies[count / 2].inSeconds * 1e6,
                p99: count == 0 ? 0 : latencies[count * 99 / 100].inSeconds * 1e6, lost: lost))
    }
}

extension Duration {
    /// The span as a number.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
