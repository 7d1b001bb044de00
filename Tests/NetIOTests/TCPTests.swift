import Foundation
import NetIO
import NetTypes
import Testing

/// Connections over the loopback interface.
@Suite(.timeLimit(.minutes(15)))
struct TCPTests {
    /// Moves octets that the kernel may still have on their way; gives up after five seconds.
    private func patiently(_ attempt: () -> TCPSocket.Transfer) async throws -> TCPSocket.Transfer {
        for _ in 0..<1000 {
            let outcome = attempt()
            if outcome != .wouldBlock { return outcome }
            try await Task.sleep(for: .milliseconds(5))
        }
        return .wouldBlock
    }

    @Test func `a connection knows its peer and the address that the client chose`() async throws {
        let pair = try await TCPPair("127.0.5.6")
        defer { pair.close() }
        #expect(pair.server.peer.address == .loopback)
        #expect(pair.server.localAddress == IPv4Address("127.0.5.6"))
    }

    @Test func `octets go both ways, nothing blocks, and the end is told`() async throws {
        let pair = try await TCPPair()
        defer { pair.close() }
        let (client, server) = (pair.client, pair.server)
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(server.read(into: &buffer) == .wouldBlock)
        #expect(try await patiently { client.write([0, 0, 5, 6, 7], from: 2) } == .moved(3))
        #expect(try await patiently { server.read(into: &buffer) } == .moved(3))
        #expect(buffer.prefix(3) == [5, 6, 7])
        client.shutdownSending()
        #expect(try await patiently { server.read(into: &buffer) } == .moved(0))
        #expect(server.write([1], from: 0) == .moved(1))
        #expect(try await patiently { client.discard(10) } == .moved(1))
    }

    @Test func `a file is sent from an offset until the peer takes no more`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "rackrise-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let size = 32 << 20
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(truncate(path, size) == 0)
        let file = try OpenFile(path: path)
        let pair = try await TCPPair()
        defer { pair.close() }
        let (client, server) = (pair.client, pair.server)
        var sent: UInt64 = 1000
        var outcome = TCPSocket.Transfer.moved(0)
        while case .moved(let count) = outcome, sent < size {
            sent += UInt64(count)
            outcome = server.sendFile(file.descriptor, offset: sent, count: size - Int(sent))
        }
        #expect(outcome == .wouldBlock)
        #expect(sent < size)
        var received = 1000
        while case .moved(let count) = try await patiently({ client.discard(1 << 20) }), count > 0 {
            received += count
            if received == Int(sent) { break }
        }
        #expect(received == Int(sent))
    }

    @Test func `a broken connection fails instead of ending the process`() async throws {
        let pair = try await TCPPair()
        pair.server.close()
        let other = pair.client
        defer { other.close() }
        var buffer = [UInt8](repeating: 0, count: 1)
        _ = try await patiently { other.read(into: &buffer) }
        _ = other.write([1], from: 0)
        #expect(
            try await patiently { other.write([1], from: 0) == .failed ? .failed : .wouldBlock } == .failed)
    }

    @Test func `a port that another group listens on is not free`() throws {
        let listener = try TCPListener(IPv4Endpoint(.any, 0))
        defer { listener.close() }
        let error = #expect(throws: SocketError.self) {
            try TCPListener.checkIsFree(IPv4Endpoint(.any, listener.port))
        }
        #expect(error?.isAddressInUse == true)
        // A further listener of the same group may join it.
        try TCPListener(IPv4Endpoint(.any, listener.port)).close()
    }
}
