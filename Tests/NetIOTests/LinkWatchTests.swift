import Commands
import Foundation
import NetTypes
import Testing

@testable import NetIO

@Suite(.timeLimit(.minutes(15)))
@NetLoop
struct LinkWatchTests {
    @Test func `an address that comes or goes is news`() async throws {
        let (changes, news) = AsyncStream.makeStream(of: Void.self)
        let watch = try LinkWatch { news.yield() }
        defer { watch.cancel() }
        try await LoopbackAddress.lend("127.19.77.1") { loopback in
            var heard = changes.makeAsyncIterator()
            // Other tests change the interface too, but not so often.
            for _ in 0..<10 {
                try await loopback.add()
                await heard.next()
                try await loopback.remove()
                await heard.next()
            }
        }
    }
}
