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

    /// Traps unless the caller runs on this executor's queue.
    public func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
