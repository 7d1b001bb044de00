import Glibc
import NetIO
import NetTypes
import Synchronization
import Testing

/// A loop's sockets, work and threads.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
struct LoopExecutorTests {
    /// The next reports of a descriptor; the first are those that the last change may have left behind.
    private func reports(
        of descriptor: Int32, for interest: Readiness
    ) throws -> AsyncStream<Readiness> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Readiness.self, bufferingPolicy: .bufferingNewest(1))
        try NetLoop.watch(descriptor, for: interest) { continuation.yield($0) }
        return stream
    }

    @Test func `what a descriptor is watched for is reported as long as it holds, and nothing else`()
        async throws
    {
        let pair = try await TCPPair()
        defer { pair.close() }
        let reports = try reports(of: pair.server.descriptor, for: .input)
        #expect(pair.client.write([1], from: 0) == .moved(1))
        var iterator = reports.makeAsyncIterator()
        for _ in 0..<3 { #expect(await iterator.next() == .input) }
        try NetLoop.change(pair.server.descriptor, to: [.input, .room])
        var seen: Readiness? = .input
        while seen == .input { seen = await iterator.next() }
        #expect(seen == [.input, .room])
    }

    @Test func `a reset is reported unasked`() async throws {
        let pair = try await TCPPair()
        defer { pair.server.close() }
        let reports = try reports(of: pair.server.descriptor, for: [])
        // Closing with unread input resets the connection.
        #expect(pair.server.write([1, 2], from: 0) == .moved(2))
        var buffer: [UInt8] = [0]
        while pair.client.read(into: &buffer) == .wouldBlock { try await Task.sleep(for: .milliseconds(5)) }
        pair.client.close()
        var iterator = reports.makeAsyncIterator()
        #expect(await iterator.next() == .broken)
    }

    @Test func `a descriptor of a closed one's number is reported to its own handler`() async throws {
        let first = try await TCPPair()
        let stale = try reports(of: first.server.descriptor, for: .room)
        var staleIterator = stale.makeAsyncIterator()
        #expect(await staleIterator.next() == .room)
        // As a child process has it until it runs its program: closing it alone would not end the watch.
        let copy = dup(first.server.descriptor)
        defer { close(copy) }
        NetLoop.forget(first.server.descriptor)
        let second = try await TCPPair()
        defer { second.close() }
        #expect(dup2(second.server.descriptor, first.server.descriptor) >= 0)
        defer { first.close() }
        let reports = try reports(of: first.server.descriptor, for: .input)
        #expect(second.client.write([1], from: 0) == .moved(1))
        var iterator = reports.makeAsyncIterator()
        #expect(await iterator.next() == .input)
        NetLoop.forget(first.server.descriptor)
    }

    @Test func `work runs in the order in which it was handed in, whoever does`() async {
        let executor = LoopExecutor(label: "rackrise.test")
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        for number in 0..<1000 { executor.perform { continuation.yield(number) } }
        executor.perform { continuation.finish() }
        var seen: [Int] = []
        for await number in stream { seen.append(number) }
        #expect(seen == Array(0..<1000))
    }

    @Test func `a loop that nobody holds ends after its work`() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        do {
            let executor = LoopExecutor(label: "rackrise.test")
            for number in 0..<10 { executor.perform { continuation.yield(number) } }
            executor.perform { continuation.finish() }
        }
        var seen: [Int] = []
        for await number in stream { seen.append(number) }
        #expect(seen == Array(0..<10))
    }

    @Test func `a loop that sleeps is woken by work from another thread, many times over`() async {
        let first = LoopExecutor(label: "rackrise.test.1")
        let second = LoopExecutor(label: "rackrise.test.2")
        for _ in 0..<500 {
            await withCheckedContinuation { turn in
                first.perform { second.perform { first.perform { turn.resume() } } }
            }
        }
    }

    @Test func `what the loop is told meanwhile has its turn however busy its sockets are`() async throws {
        let pair = try await TCPPair()
        defer { pair.close() }
        // Room for output holds all the time: there is always something to report.
        let wakes = Mutex(0)
        try NetLoop.watch(pair.server.descriptor, for: .room) { _ in wakes.withLock { $0 += 1 } }
        for _ in 0..<20 {
            await withCheckedContinuation { turn in NetLoop.executor.perform { turn.resume() } }
        }
        #expect(wakes.withLock { $0 } > 0)
    }
}
