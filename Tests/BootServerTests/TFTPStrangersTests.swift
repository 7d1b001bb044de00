import NetIO
import NetTypes
import Testing

@testable import BootServer

/// Requests of machines that the kernel does not know yet.
@NetLoop
final class TFTPStrangersTests {
    private let start = Instant(nanoseconds: 5_000_000_000)
    private let machine = IPv4Address(rawValue: 0x0A00_0001)
    private var handled: [UInt16] = []

    private func keep(
        _ strangers: TFTPStrangers, from port: UInt16, of address: IPv4Address? = nil,
        after time: Duration = .zero
    ) -> Bool {
        strangers.keep(from: IPv4Endpoint(address ?? machine, port), at: start + time) {
            self.handled.append(port)
        }
    }

    @Test func `requests are handled once, when their machine is known`() {
        var asked: [IPv4Address] = []
        let strangers = TFTPStrangers {
            asked.append($0)
            return true
        }
        #expect(keep(strangers, from: 1))
        #expect(keep(strangers, from: 2, of: .loopback))
        #expect(keep(strangers, from: 3))
        // A repetition meanwhile is dropped, and asks nobody.
        #expect(keep(strangers, from: 1, after: .milliseconds(999)))

        strangers.release(machine, at: start + .milliseconds(999))
        #expect(handled.sorted() == [1, 3])
        strangers.release(machine, at: start + .milliseconds(999))
        strangers.release(.loopback, at: start + .seconds(1))
        #expect(handled.sorted() == [1, 2, 3])
        #expect(asked == [machine, .loopback, machine])
    }

    @Test func `nothing waits for what cannot be found out, and nothing longer than a second`() {
        #expect(!keep(TFTPStrangers { _ in false }, from: 1))

        let strangers = TFTPStrangers { _ in true }
        #expect(keep(strangers, from: 1))
        #expect(keep(strangers, from: 2))
        #expect(!keep(strangers, from: 1, after: .milliseconds(1001)))
        strangers.release(machine, at: start + .milliseconds(1001))
        #expect(handled.isEmpty)
    }

    @Test func `so many requests wait at most`() {
        let strangers = TFTPStrangers { _ in true }
        for port in 1...UInt16(TFTPStrangers.Limits.requests + 10) {
            #expect(keep(strangers, from: port))
        }
        strangers.release(machine, at: start)
        #expect(handled.count == TFTPStrangers.Limits.requests)
    }
}
