public import NetTypes

/// One timer of a loop, armed for the earliest deadline that its owner knows.
public final class LoopTimer: Sendable {
    private let loop: EventLoop
    private let state: TimerState

    /// Makes a timer that is not armed; `handler` runs on the executor's thread.
    public init(on executor: LoopExecutor, handler: @escaping @Sendable () -> Void) {
        loop = executor.loop
        state = TimerState(handler)
        perform { $0.add($1) }
    }

    deinit { cancel() }

    /// Fires once at `deadline`, at once when it has passed, or never for nil; replaces what was armed before.
    public func arm(_ deadline: Instant?) { perform { $1.deadline = deadline } }

    /// Stops for good.
    public func cancel() { perform { $0.remove($1) } }

    /// Changes the state where it belongs: on the loop's thread.
    private func perform(_ change: @escaping @Sendable (EventLoop, TimerState) -> Void) {
        if loop.isCurrent { return change(loop, state) }
        loop.submit { [loop, state] in change(loop, state) }
    }
}

/// What a loop knows of a timer.
final class TimerState: @unchecked Sendable {  // Safe because only the loop's thread touches it.
    var deadline: Instant?
    private let handler: @Sendable () -> Void

    init(_ handler: @escaping @Sendable () -> Void) { self.handler = handler }

    /// Runs the handler if the deadline has passed.
    func fire(at now: Instant) {
        guard let deadline, deadline <= now else { return }
        self.deadline = nil
        handler()
    }
}
