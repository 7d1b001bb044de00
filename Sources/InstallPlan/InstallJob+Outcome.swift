extension InstallJob {
    /// How a job ended; whatever it was, the next power-on boots the local disk.
    public enum Outcome: Hashable, Sendable {
        /// The installed system was confirmed.
        case installed
        /// The disk was verified and the installed system could not be confirmed.
        case installedUnconfirmed(FailureCode)
        /// The installed system was confirmed and a script after that failed.
        case cutOverFailed
        /// A phase failed.
        case failed(InstallPhase, FailureCode)
        /// An operator cancelled it; the node is held.
        case cancelled

        /// The stable word for programs, such as `installed-unconfirmed`.
        public var word: String {
            switch self {
            case .installed: "installed"
            case .installedUnconfirmed: "installed-unconfirmed"
            case .cutOverFailed: "cut-over-failed"
            case .failed: "failed"
            case .cancelled: "cancelled"
            }
        }
    }
}
