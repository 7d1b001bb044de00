import Dispatch

/// Runs an actor's jobs on a serial dispatch queue, so that dispatch sources and the actor share one thread of control.
///
/// Linux has no `DispatchSerialQueue`, hence this type.
public final class LoopExecutor: SerialExecutor {
    let queue: DispatchQueue

    /// Makes an executor with a queue of its own; `label` shows in debuggers.
    public init(label: String) {
        queue = DispatchQueue(label: label, qos: .userInitiated)
    }

    /// Runs a job of the actor, later, in order.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    /// Runs `work` on the queue, later, after what was handed in before.
    ///
    /// Unlike tasks, which may overtake each other, this keeps updates of state in order.
    public func perform(_ work: @escaping @Sendable () -> Void) {
        queue.async { @Sendable in work() }
    }

    /// Traps unless the caller runs on this executor's queue.
    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
