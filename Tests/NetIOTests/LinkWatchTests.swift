import Foundation
import NetTypes
import Testing

@testable import NetIO

@Suite(.timeLimit(.minutes(1)))
@NetLoop
struct LinkWatchTests {
    @Test func `an address that comes or goes is news`() async throws {
        let (changes, news) = AsyncStream.makeStream(of: Void.self)
        let watch = try LinkWatch { news.yield() }
        defer { watch.cancel() }
        var heard = changes.makeAsyncIterator()
        for change in ["add", "delete"] {
            let command = try Process.run(
                URL(filePath: "/usr/bin/env"),
                arguments: ["ip", "address", change, "127.19.77.1/32", "dev", "lo"])
            await heard.next()
            command.waitUntilExit()
            #expect(command.terminationStatus == 0)
        }
    }
}
