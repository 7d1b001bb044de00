import NetIO
import NetTypes
import Testing

/// Readiness of real connections over the loopback interface.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionPollTests {
    private let executor = LoopExecutor(label: "rackrise.test")
    private let poll: ConnectionPoll

    init() throws { poll = try ConnectionPoll() }

    private func pair() async throws -> (client: TCPSocket, server: TCPSocket) {
        let (stream, continuation) = AsyncStream.makeStream(of: TCPSocket.self)
        let listener = try TCPListener(IPv4Endpoint(.loopback, 0), on: executor) { continuation.yield($0) }
        defer { listener.cancel() }
        let client = try TCPSocket(from: .loopback, to: IPv4Endpoint(.loopback, listener.port))
        var iterator = stream.makeAsyncIterator()
        return (client, try #require(await iterator.next()))
    }

    /// The next batch that is not empty, by descriptor; empty after five seconds without one.
    private func reports() async throws -> [Int32: ConnectionPoll.Interest] {
        var reports: [Int32: ConnectionPoll.Interest] = [:]
        for _ in 0..<1000 {
            if poll.takeReports({ reports[$0] = $1 }) { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        return reports
    }

    @Test func `what a connection waits for is reported as long as it holds, and nothing else`() async throws
    {
        let (client, server) = try await pair()
        defer {
            client.close()
            server.close()
        }
        try poll.watch(server, for: .input)
        #expect(!poll.takeReports { _, _ in })
        #expect(client.write([1], from: 0) == .moved(1))
        #expect(try await reports() == [server.descriptor: .input])
        #expect(try await reports() == [server.descriptor: .input])
        try poll.change(server, to: [])
        #expect(!poll.takeReports { _, _ in })
        try poll.change(server, to: [.input, .room])
        #expect(try await reports() == [server.descriptor: [.input, .room]])
    }

    @Test func `a reset is reported unasked`() async throws {
        let (client, server) = try await pair()
        defer { server.close() }
        try poll.watch(server, for: [])
        // Closing with unread input resets the connection.
        #expect(server.write([1, 2], from: 0) == .moved(2))
        var buffer: [UInt8] = [0]
        while client.read(into: &buffer) == .wouldBlock { try await Task.sleep(for: .milliseconds(5)) }
        client.close()
        #expect(try await reports() == [server.descriptor: .broken])
    }

    @Test func `a closed connection is reported no more`() async throws {
        let (client, server) = try await pair()
        try poll.watch(server, for: .room)
        #expect(try await reports() == [server.descriptor: .room])
        server.close()
        client.close()
        #expect(!poll.takeReports { _, _ in })
    }

    @Test func `the loop is woken on its own queue, more often than once`() async throws {
        let (client, server) = try await pair()
        defer {
            client.close()
            server.close()
        }
        let (wakes, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        poll.start(on: executor) { [executor] in
            executor.checkIsolated()
            continuation.yield()
        }
        defer { poll.cancel() }
        try poll.watch(server, for: .input)
        #expect(client.write([1], from: 0) == .moved(1))
        var iterator = wakes.makeAsyncIterator()
        for _ in 0..<3 { #expect(await iterator.next() != nil) }
    }
}
