import Glibc

/// One thread that runs an actor's jobs and watches the actor's sockets and timers.
///
/// Swift's own executors know no sockets, and a dispatch source costs about nine system calls and two changes of threads
/// whenever it fires; here a packet costs one `epoll_wait` (figures in docs/performance.md).
public final class LoopExecutor: SerialExecutor {
    let loop: EventLoop

    /// Starts the thread; the last 15 characters of `label` name it in `ps` and debuggers.
    ///
    /// A background thread comes behind the others where the processor is short. Traps where the process may have no further
    /// thread or descriptor, as the start of every thread does.
    public init(label: String, isBackground: Bool = false) {
        loop = EventLoop(label: label, isBackground: isBackground)
    }

    deinit { loop.stop() }

    /// Runs a job of the actor, later, in order.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.submit { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    /// Runs `work` on the thread, later, after what was handed in before.
    ///
    /// Unlike tasks, which may overtake each other, this keeps updates of state in order.
    public func perform(_ work: @escaping @Sendable () -> Void) { loop.submit(work) }

    /// Traps unless the caller runs on this executor's thread.
    public func checkIsolated() {
        precondition(loop.isCurrent, "called from outside of the loop")
    }

    /// Calls `handler` on the thread as long as what the descriptor is watched for holds, until `forget`.
    ///
    /// Its first report may be of a descriptor of the same number that was closed while the same batch was handled. To be
    /// called on the thread, as `change` and `forget` are.
    public func watch(
        _ descriptor: Int32, for interest: Readiness, handler: @escaping @Sendable (Readiness) -> Void
    ) throws(SocketError) {
        checkIsolated()
        try loop.watch(descriptor, for: interest, handler: handler)
    }

    /// Changes what a descriptor is watched for.
    public func change(_ descriptor: Int32, to interest: Readiness) throws(SocketError) {
        checkIsolated()
        try loop.change(descriptor, to: interest)
    }

    /// Ends the watch of a descriptor, before its owner closes it.
    public func forget(_ descriptor: Int32) {
        checkIsolated()
        loop.forget(descriptor)
    }
}
