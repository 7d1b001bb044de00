public import BootModel

extension InstallJob {
    /// Everything that a job must remember over a restart of the process.
    public struct Record: Hashable, Sendable {
        /// The permission.
        public var arming: Arming
        /// The boots that were spent, by their tokens, in order.
        public var tokens: [String]
        /// The phase it is at.
        public var phase: InstallPhase
        /// The number of the attempt at a phase, counted from 1 over the whole job; 0 before the first.
        public var attempt: Int
        /// What it does or waits for.
        public var activity: Activity
        /// When the attempt has taken too long.
        public var phaseDeadline: WallClock?
        /// How many retries each phase has used.
        public var retries: [InstallPhase: Int]
        /// The destructive phases that were entered.
        public var entered: Set<InstallPhase>
        /// The destructive phases that ended well.
        public var completed: Set<InstallPhase>
        /// Whether verify has passed: from then on every boot is one of the local disk.
        public var isVerified: Bool

        /// A job that was just armed.
        public init(arming: Arming) {
            self.arming = arming
            tokens = []
            phase = .waitForSSH
            attempt = 0
            activity = .armed
            phaseDeadline = nil
            retries = [:]
            entered = []
            completed = []
            isVerified = false
        }

        /// Whether a destructive phase was entered and its end is not known.
        public var isDiskInDoubt: Bool { entered != completed }
    }
}
