extension InstallJob {
    /// What happened to a job.
    public enum Event: Hashable, Sendable {
        /// The machine asks for the script of the boot with this token.
        case scriptRequested(token: String)
        /// The machine that was asked for answers: the login works and the host key is accepted.
        case connected
        /// The connection broke.
        case connectionLost
        /// The machine has another address.
        case addressChanged
        /// The transaction of a destructive phase is committed.
        case destructiveCommitted(attempt: Int)
        /// The transaction of a destructive phase was refused: the node is no longer as it was armed for this job.
        case destructiveRefused(attempt: Int, FailureCode)
        /// A phase waits for other jobs, such as for its turn to push a closure.
        case turnAwaited(attempt: Int)
        /// A phase that waited has its turn, and its time begins.
        case turnCame(attempt: Int)
        /// The transaction that flips the node to its local disk is committed.
        case rebootAllowed
        /// A phase's commands and hooks ended with this exit status.
        case phaseFinished(attempt: Int, status: Int)
        /// A phase found out what is wrong.
        case phaseFailed(attempt: Int, FailureCode)
        /// The machine knows nothing of the phase that was to be attached to again.
        case stepUnknown(attempt: Int)
        /// An operator cancels the job.
        case cancel
        /// An operator wants a failed job to go on.
        case retry
    }
}
