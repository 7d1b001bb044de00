extension InstallJob {
    /// An effect for the driver to execute.
    public enum Action: Hashable, Sendable {
        /// Which system is meant: each has its own host key and login.
        public enum Target: Hashable, Sendable {
            /// The installer, in RAM.
            case installer
            /// The system on the disk.
            case installedSystem
        }

        /// Send the script that starts the installer.
        case serveInstaller(token: String)
        /// Send the script that boots the local disk.
        case serveLocalDisk(token: String)
        /// Look for the machine, newest address first, until it answers or another action follows.
        case connect(Action.Target)
        /// Run a phase with its hooks, detached on the machine where it is long.
        case run(InstallPhase, attempt: Int)
        /// Check and mount what a destructive phase made earlier in this job; it must write nothing.
        case reuse(InstallPhase, attempt: Int)
        /// Follow a phase that runs on the machine already.
        case reattach(InstallPhase, attempt: Int)
        /// End a phase that runs on the machine.
        case stop(InstallPhase, attempt: Int)
        /// Commit that a destructive phase is entered, while the node is still armed for this job; idempotent.
        case commitDestructive(InstallPhase, attempt: Int)
        /// Make the local disk the node's power-on answer and permit the restart, in one transaction; idempotent.
        case allowReboot
        /// Tell the operator why the job does not go on.
        case refuseRetry(FailureCode)
        /// The job is over: record the outcome and make the local disk the node's power-on answer, in one transaction.
        case end(Outcome)
    }
}
