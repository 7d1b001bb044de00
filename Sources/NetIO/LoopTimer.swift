import Dispatch
public import NetTypes

/// One timer of a loop, armed for the earliest deadline that its owner knows.
public final class LoopTimer: Sendable {
    // Safe because libdispatch objects may be used from any thread.
    nonisolated(unsafe) private let source: any DispatchSourceTimer

    /// Makes a timer that is not armed; `handler` runs on the executor's queue and must expect to be early.
    public init(on executor: LoopExecutor, handler: @escaping @Sendable () -> Void) {
        source = DispatchSource.makeTimerSource(queue: executor.queue)
        source.setEventHandler { @Sendable in handler() }
        source.schedule(deadline: .distantFuture)
        source.activate()
    }

    /// Fires once at `deadline`, at once when it has passed, or never for nil; replaces what was armed before.
    public func arm(_ deadline: Instant?) {
        guard let deadline else {
            source.schedule(deadline: .distantFuture)
            return
        }
        let wait = max(.zero, deadline - MonotonicClock.now())
        let (seconds, attoseconds) = wait.components
        let nanoseconds = min(seconds, 86_400) * 1_000_000_000 + attoseconds / 1_000_000_000
        source.schedule(deadline: .now() + .nanoseconds(Int(nanoseconds)), leeway: .milliseconds(1))
    }

    /// Stops for good.
    public func cancel() { source.cancel() }
}
