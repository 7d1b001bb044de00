import Testing

@testable import Installer

@Suite(.timeLimit(.minutes(15))) struct SessionLimitTests {
    @Test func `who waits is told, has the next turn, or gives up when cancelled`() async throws {
        let limit = SessionLimit(1)
        let (told, telling) = AsyncStream.makeStream(of: String.self)
        var words = told.makeAsyncIterator()
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await limit.withRoom {
                telling.yield("first")
                for await _ in gate {}
            }
        }
        #expect(await words.next() == "first")
        let wait = { @Sendable (name: String) in
            try await limit.withRoom { isOver in
                telling.yield("\(name) \(isOver ? "goes" : "waits")")
            } _: { () -> Void in
                _ = telling.yield("\(name) runs")
            }
        }
        let second = Task { try await wait("second") }
        #expect(await words.next() == "second waits")
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        let third = Task { try await wait("third") }
        #expect(await words.next() == "third waits")
        opening.finish()
        try await third.value
        #expect(await words.next() == "third goes")
        #expect(await words.next() == "third runs")
        try await first.value
    }
}
