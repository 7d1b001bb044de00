import NetTypes
import Testing

@testable import BootServer

struct RefusalLimiterTests {
    private let machine = MACAddress(rawValue: 0x5254_0000_0001)

    @Test
    func `the same refusal of a machine is recorded once in an interval`() {
        var limiter = RefusalLimiter()
        let start = Instant(nanoseconds: 1)
        let requests: [(stage: String, after: Duration)] = [
            ("offer", .zero), ("offer", .seconds(9)), ("script", .seconds(9)), ("offer", .seconds(11)),
        ]
        let admitted = requests.map { limiter.admits(machine, $0.stage, at: start + $0.after) }
        #expect(admitted == [true, false, true, true])
    }

    @Test
    func `a flood from made-up addresses is cut`() {
        var limiter = RefusalLimiter(recordsPerInterval: 300)
        let start = Instant(nanoseconds: 1)
        let admitted = (0..<100_000).filter { number in
            limiter.admits(MACAddress(rawValue: UInt64(number)), "offer", at: start)
        }
        #expect(admitted.count == 300)
        let listed = (0..<2).map { _ in limiter.admits(machine, "offer", isListed: true, at: start) }
        #expect(listed == [true, false])
    }
}
