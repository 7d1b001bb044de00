import Glibc
import NetIO
import NetTypes

/// Sends datagrams from one socket and prints each one that arrives there as a line of JSON.
@NetLoop
final class Exchange {
    private let socket: UDPSocket
    private var received = 0

    /// Binds a port of an interface; port 0 picks a free one.
    init(interface: String, port: UInt16) throws {
        socket = try UDPSocket(IPv4Endpoint(.any, port), device: interface, broadcast: true)
    }

    /// Returns when the time is over, and ends the process as soon as all replies came.
    func run(
        _ payloads: [[UInt8]], to destination: IPv4Endpoint, expecting replies: Int, within patience: Duration
    ) async throws {
        try socket.start { [weak self] datagram in
            guard let self else { return }
            Probe.say(Self.line(datagram))
            received += 1
            if received == replies { exit(0) }
        }
        for payload in payloads where !socket.send(payload, to: destination) {
            Probe.fail("a datagram to \(destination) was not sent")
        }
        try await Task.sleep(for: patience)
    }

    private static func line(_ datagram: Datagram) -> String {
        """
        {"source":"\(datagram.source)","destination":"\(datagram.destination)",\
        "payload":"\(Hexadecimal.text(datagram.payload))"}
        """
    }
}
