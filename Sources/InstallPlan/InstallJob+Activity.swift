public import BootModel

extension InstallJob {
    /// What a job does or waits for.
    public enum Activity: Hashable, Sendable {
        /// What follows once the machine answers.
        public enum Step: Hashable, Sendable {
            /// The phase begins.
            case run
            /// The phase runs on the machine already.
            case reattach
        }

        /// No boot has begun.
        case armed
        /// The machine does not answer yet.
        case connecting(Step)
        /// The transaction that allows a destructive phase has not been confirmed.
        case committing
        /// The phase runs on the machine.
        case running
        /// The pause before a retry that begins at a phase.
        case pausing(until: WallClock, restartAt: InstallPhase)
        /// The transaction that flips the node to its local disk has not been confirmed.
        case allowingReboot
        /// It is over.
        case ended(Outcome)
    }
}
