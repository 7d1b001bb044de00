import NetIO
import NetTypes
import Testing

/// A timer fires once for what it was armed with last.
@Suite(.timeLimit(.minutes(15)))
struct LoopTimerTests {
    private let executor = LoopExecutor(label: "rackrise.test")

    /// A timer, and the times at which it fires.
    private func timer() -> (LoopTimer, AsyncStream<Instant>) {
        let (stream, continuation) = AsyncStream.makeStream(of: Instant.self)
        return (LoopTimer(on: executor) { continuation.yield(MonotonicClock.now()) }, stream)
    }

    @Test func `it fires at its deadline and not before`() async throws {
        let (timer, fired) = timer()
        defer { timer.cancel() }
        let deadline = MonotonicClock.now() + .milliseconds(30)
        timer.arm(deadline)
        var iterator = fired.makeAsyncIterator()
        let time = try #require(await iterator.next())
        #expect(time >= deadline)
    }

    @Test func `a deadline that has passed fires at once`() async {
        let (timer, fired) = timer()
        defer { timer.cancel() }
        timer.arm(Instant(nanoseconds: 0))
        var iterator = fired.makeAsyncIterator()
        #expect(await iterator.next() != nil)
    }

    @Test func `arming again replaces what was armed, and nil takes it back`() async throws {
        let (timer, fired) = timer()
        defer { timer.cancel() }
        timer.arm(MonotonicClock.now() + .seconds(3600))
        timer.arm(MonotonicClock.now() + .milliseconds(10))
        var iterator = fired.makeAsyncIterator()
        #expect(await iterator.next() != nil)

        // On the loop, so that it cannot fire between the two.
        executor.perform {
            timer.arm(MonotonicClock.now() + .milliseconds(10))
            timer.arm(nil)
        }
        let later = MonotonicClock.now() + .milliseconds(60)
        let (other, otherFired) = self.timer()
        other.arm(later)
        var otherIterator = otherFired.makeAsyncIterator()
        _ = await otherIterator.next()
        timer.arm(Instant(nanoseconds: 0))
        let next = try #require(await iterator.next())
        #expect(next >= later)
        other.cancel()
    }
}
