extension InstallJob {
    /// Where a node stands in its install, as operators see it.
    public enum Stage: Hashable, Sendable, CustomStringConvertible {
        /// The next power-on boots the installer.
        case armed
        /// The installer boots.
        case booting
        /// The installer answers and is looked at.
        case sshReady
        /// A phase that writes the disk.
        case installing(InstallPhase)
        /// The disk was verified.
        case verified
        /// The machine restarts.
        case rebooting
        /// The installed system is looked at.
        case confirming
        /// It is over.
        case ended(Outcome)

        /// The word on timelines and in `install status`.
        public var description: String {
            switch self {
            case .armed: "armed"
            case .booting: "booting"
            case .sshReady: "ssh-ready"
            case .installing(let phase): "installing(\(phase.rawValue))"
            case .verified: "verified"
            case .rebooting: "rebooting"
            case .confirming: "confirming"
            case .ended(.installed): "installed"
            case .ended(.installedUnconfirmed): "installed-unconfirmed"
            case .ended(.cutOverFailed): "cut-over-failed"
            case .ended(.failed(let phase, _)): "failed(\(phase.rawValue))"
            case .ended(.cancelled): "held"
            }
        }
    }

    /// Where the node stands.
    public var stage: Stage {
        switch record.activity {
        case .armed: return .armed
        case .allowingReboot: return .verified
        case .ended(let outcome): return .ended(outcome)
        case .connecting, .committing, .running, .pausing: break
        }
        switch record.phase {
        case .waitForSSH: return .booting
        case .gate, .facts, .selectDisk: return .sshReady
        case .partition, .copy, .files, .install, .verify: return .installing(record.phase)
        case .reboot: return .rebooting
        case .confirm: return .confirming
        }
    }
}
