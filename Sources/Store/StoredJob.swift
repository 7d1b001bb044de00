public import BootModel
public import InstallPlan

/// One install of one node (`job`).
public struct StoredJob: Hashable, Sendable, Identifiable {
    /// Its number; ascends with every arming and is never used twice.
    public var id: Int64
    /// The node's present name.
    public var node: String
    /// The revision of the plan that it follows.
    public var plan: String
    /// The profile whose image is the installer.
    public var installer: String
    /// When the node was armed.
    public var armedAt: WallClock
    /// Everything that the state machine remembers.
    public var record: InstallJob.Record
    /// What an operator asked of it and nobody has done yet.
    public var request: JobRequest?
    /// The installer's host key in the newest boot, once it is pinned.
    public var installerKey: PinnedHostKey?
    /// The installed system's host key, once it is known.
    public var systemKey: PinnedHostKey?

    /// Describes a job.
    public init(
        id: Int64, node: String, plan: String, installer: String, armedAt: WallClock,
        record: InstallJob.Record, request: JobRequest? = nil, installerKey: PinnedHostKey? = nil,
        systemKey: PinnedHostKey? = nil
    ) {
        self.id = id
        self.node = node
        self.plan = plan
        self.installer = installer
        self.armedAt = armedAt
        self.record = record
        self.request = request
        self.installerKey = installerKey
        self.systemKey = systemKey
    }

    /// How it ended; nil while it is open.
    public var outcome: InstallJob.Outcome? {
        guard case .ended(let outcome) = record.activity else { return nil }
        return outcome
    }
}
