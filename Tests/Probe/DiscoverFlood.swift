import NetIO
import NetTypes

/// Broadcasts one request again and again, each time from a machine that does not exist.
@NetLoop
struct DiscoverFlood {
    /// Packets between two pauses; a pause is a millisecond, so that the flood is a flood and not a lockout.
    private static let burst = 32

    private let socket: UDPSocket
    private let request: [UInt8]

    init(interface: String, request: [UInt8]) throws {
        socket = try UDPSocket(IPv4Endpoint(.any, 68), device: interface, broadcast: true)
        self.request = request
    }

    func run(count: Int) async throws {
        var generator = SystemRandomNumberGenerator()
        for number in 0..<count {
            var packet = request
            let random = generator.next()
            // Transaction ID, then a locally administered unicast address (RFC 2131 §2: xid at 4, chaddr at 28).
            for index in 0..<4 {
                packet[4 + index] = UInt8(truncatingIfNeeded: random >> (8 * UInt64(index)))
            }
            packet[28] = 0x02
            for index in 0..<5 {
                packet[29 + index] = UInt8(truncatingIfNeeded: random >> (24 + 8 * UInt64(index)))
            }
            socket.send(packet, to: IPv4Endpoint(.broadcast, 67))
            if number % Self.burst == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        Probe.say("sent \(count), \(socket.sendFailures) failed")
    }
}
