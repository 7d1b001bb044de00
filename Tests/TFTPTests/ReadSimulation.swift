import NetTypes
import SeededRandom
import TFTP

/// A `ReadTransfer` and a `ReadClient` on a network that loses and duplicates packets, in virtual time.
struct ReadSimulation {
    enum Stop: Equatable {
        case delivered(serverSawEnd: Bool)
        case failed(String)
        case stuck
    }

    private struct Flight {
        let arrival: Instant
        let toServer: Bool
        let octets: [UInt8]
    }

    private let latency = Duration.milliseconds(1)
    private let size: UInt64
    private let lossPercent: UInt64
    private var random: SeededGenerator
    private var server: ReadTransfer
    private var client: ReadClient
    private var now = Instant(nanoseconds: 0)
    private var flights: [Flight] = []
    private var firstFlight = 0
    private(set) var delivered: UInt64 = 0
    private(set) var packetsSent = 0
    private(set) var isIntact = true
    private var clientEnd: String?
    private var serverEnd: String?

    init(size: UInt64, blockSize: Int, windowSize: Int, lossPercent: UInt64, seed: UInt64) {
        var options: [TFTPOption] = []
        if blockSize != 512 { options.append(TFTPOption("blksize", String(blockSize))) }
        if windowSize != 1 { options.append(TFTPOption("windowsize", String(windowSize))) }
        self.size = size
        self.lossPercent = lossPercent
        random = SeededGenerator(seed: seed)
        var limits = TFTPLimits()
        limits.retries = 12
        // In lock-step each loss costs a second, none of them real.
        limits.transferTime = .seconds(86_400)
        client = ReadClient(fileName: "f", options: options, limits: limits)
        server = ReadTransfer(request: client.request, fileSize: size, limits: limits)
    }

    static func octet(at offset: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: (offset &* 0x9E37_79B9) >> 13)
    }

    /// Runs until both sides have ended; gives up after a bounded number of steps.
    mutating func run(maximumSteps: Int = 2_000_000) -> Stop {
        var toServer: [ReadTransfer.Action] = []
        var toClient: [ReadClient.Action] = []
        server.start(at: now, into: &toServer)
        client.start(at: now, into: &toClient)
        toClient.removeAll()  // The request has arrived: the server was made from it.
        perform(toServer)
        for _ in 0..<maximumSteps {
            if let clientEnd, clientEnd != "finished" { return .failed("client: \(clientEnd)") }
            if let serverEnd, serverEnd != "acknowledged", serverEnd != "unacknowledged" {
                return .failed("server: \(serverEnd)")
            }
            if clientEnd != nil, let serverEnd {
                return .delivered(serverSawEnd: serverEnd == "acknowledged")
            }
            guard step() else { return .stuck }
        }
        return .stuck
    }

    private mutating func step() -> Bool {
        let timer = [server.deadline, client.deadline].compactMap(\.self).min()
        if firstFlight < flights.count, flights[firstFlight].arrival <= timer ?? flights[firstFlight].arrival
        {
            let flight = flights[firstFlight]
            firstFlight += 1
            now = max(now, flight.arrival)
            receive(flight)
            return true
        }
        guard let timer else { return false }
        now = max(now, timer)
        var serverActions: [ReadTransfer.Action] = []
        var clientActions: [ReadClient.Action] = []
        server.timedOut(at: now, into: &serverActions)
        client.timedOut(at: now, into: &clientActions)
        perform(serverActions)
        perform(clientActions)
        return true
    }

    private mutating func receive(_ flight: Flight) {
        guard let packet = try? TFTPPacket(parsing: flight.octets) else {
            isIntact = false
            return
        }
        if flight.toServer {
            var actions: [ReadTransfer.Action] = []
            server.handle(packet, at: now, into: &actions)
            perform(actions)
        } else {
            var actions: [ReadClient.Action] = []
            client.handle(packet, at: now, into: &actions)
            perform(actions)
        }
    }

    private mutating func perform(_ actions: [ReadTransfer.Action]) {
        for action in actions {
            switch action {
            case .send(let octets): send(octets, toServer: false)
            case .sendBlock(let number, let offset, let count):
                let bytes = (0..<UInt64(count)).map { Self.octet(at: offset + $0) }
                send(TFTPPacket.dataHeader(block: number) + bytes, toServer: false)
            case .finished(let acknowledged): serverEnd = acknowledged ? "acknowledged" : "unacknowledged"
            case .failed(let failure): serverEnd = "\(failure)"
            }
        }
    }

    private mutating func perform(_ actions: [ReadClient.Action]) {
        for action in actions {
            switch action {
            case .send(let octets): send(octets, toServer: true)
            case .deliver(let bytes):
                for byte in bytes {
                    if byte != Self.octet(at: delivered) { isIntact = false }
                    delivered += 1
                }
            case .finished: clientEnd = "finished"
            case .failed(let failure): clientEnd = "\(failure)"
            }
        }
    }

    private mutating func send(_ octets: [UInt8], toServer: Bool) {
        packetsSent += 1
        guard random.next() % 100 >= lossPercent else { return }
        let flight = Flight(arrival: now + latency, toServer: toServer, octets: octets)
        flights.append(flight)
        if lossPercent > 0, random.next() % 100 == 0 { flights.append(flight) }
    }
}
