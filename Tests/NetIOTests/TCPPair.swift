import NetIO
import NetTypes
import Testing

/// Both ends of one TCP connection over the loopback interface.
struct TCPPair {
    let client: TCPSocket
    let server: TCPSocket

    /// Connects to `address`.
    init(_ address: String = "127.0.0.1") async throws {
        let listener = try TCPListener(IPv4Endpoint(.any, 0))
        defer { listener.close() }
        let destination = IPv4Endpoint(try #require(IPv4Address(address)), listener.port)
        client = try TCPSocket(from: .loopback, to: destination)
        var accepted: TCPSocket?
        for _ in 0..<1000 {
            accepted = try listener.accept()
            if accepted != nil { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        server = try #require(accepted)
    }

    /// Closes both ends.
    func close() {
        client.close()
        server.close()
    }
}
