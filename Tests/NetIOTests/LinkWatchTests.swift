import Commands
import Foundation
import NetTypes
import Testing

@testable import NetIO

@Suite(.timeLimit(.minutes(5)))
@NetLoop
struct LinkWatchTests {
    @Test func `an address that comes or goes is news`() async throws {
        let (changes, news) = AsyncStream.makeStream(of: Void.self)
        let watch = try LinkWatch { news.yield() }
        defer { watch.cancel() }
        var heard = changes.makeAsyncIterator()
        for change in ["add", "delete"] {
            try await Command("ip", ["address", change, "127.19.77.1/32", "dev", "lo"]).run()
            await heard.next()
        }
    }
}
