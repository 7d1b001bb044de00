import Foundation
import NetIO
import NetTypes
import Testing

/// Connections over the loopback interface.
@Suite(.timeLimit(.minutes(1)))
struct TCPTests {
    private let executor = LoopExecutor(label: "rackrise.test")

    /// A listener on a free port, and the connections that it accepts.
    private func listener() throws -> (TCPListener, AsyncStream<TCPSocket>) {
        let (stream, continuation) = AsyncStream.makeStream(of: TCPSocket.self)
        let listener = try TCPListener(IPv4Endpoint(.any, 0), on: executor) { continuation.yield($0) }
        return (listener, stream)
    }

    /// Moves octets that the kernel may still have on their way; gives up after five seconds.
    private func patiently(_ attempt: () -> TCPSocket.Transfer) async throws -> TCPSocket.Transfer {
        for _ in 0..<1000 {
            let outcome = attempt()
            if outcome != .wouldBlock { return outcome }
            try await Task.sleep(for: .milliseconds(5))
        }
        return .wouldBlock
    }

    /// Both ends of one connection to `address`.
    private func pair(_ address: String = "127.0.5.6") async throws -> (client: TCPSocket, server: TCPSocket)
    {
        let (listener, accepted) = try listener()
        defer { listener.cancel() }
        let destination = IPv4Endpoint(try #require(IPv4Address(address)), listener.port)
        let client = try TCPSocket(from: .loopback, to: destination)
        var iterator = accepted.makeAsyncIterator()
        return (client, try #require(await iterator.next()))
    }

    @Test func `a connection knows its peer and the address that the client chose`() async throws {
        let (client, server) = try await pair()
        defer {
            client.close()
            server.close()
        }
        #expect(server.peer.address == .loopback)
        #expect(server.localAddress == IPv4Address("127.0.5.6"))
    }

    @Test func `octets go both ways, nothing blocks, and the end is told`() async throws {
        let (client, server) = try await pair()
        defer {
            client.close()
            server.close()
        }
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
        let (client, server) = try await pair()
        defer {
            client.close()
            server.close()
        }
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
        let (client, server) = try await pair()
        server.close()
        client.close()
        let (other, accepted) = try await pair()
        accepted.close()
        defer { other.close() }
        var buffer = [UInt8](repeating: 0, count: 1)
        _ = try await patiently { other.read(into: &buffer) }
        _ = other.write([1], from: 0)
        #expect(
            try await patiently { other.write([1], from: 0) == .failed ? .failed : .wouldBlock } == .failed)
    }

    @Test func `a port that another group listens on is not free`() throws {
        let (listener, _) = try listener()
        defer { listener.cancel() }
        let error = #expect(throws: SocketError.self) {
            try TCPListener.checkIsFree(IPv4Endpoint(.any, listener.port))
        }
        #expect(error?.isAddressInUse == true)
        // A further listener of the same group may join it.
        let second = try TCPListener(IPv4Endpoint(.any, listener.port), on: executor) { $0.close() }
        second.cancel()
    }
}
