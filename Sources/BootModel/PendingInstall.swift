/// An install of a node that is armed or under way: its disk is not verified yet.
public struct PendingInstall: Hashable, Sendable {
    /// The number of the job.
    public var job: Int64
    /// The profile whose image is the installer.
    public var profile: String
    /// No boot of the installer begins at or after this time.
    public var until: WallClock

    /// Describes an install.
    public init(job: Int64, profile: String, until: WallClock) {
        self.job = job
        self.profile = profile
        self.until = until
    }
}
