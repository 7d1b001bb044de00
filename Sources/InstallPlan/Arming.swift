public import BootModel

/// The permission to install a node once.
public struct Arming: Hashable, Sendable {
    /// How long an arming lasts that does not say otherwise.
    public static let standardTime: Duration = .seconds(86_400)
    /// How many boots an arming has that does not say otherwise.
    public static let standardBoots = 3

    /// No boot of the installer begins at or after this time.
    public var until: WallClock
    /// How many boots of the installer there are; each counts once, however often its script is fetched.
    public var boots: Int
    /// Whether disks that carry data may be written over.
    public var mayWipe: Bool

    /// Describes a permission that begins `now`.
    public init(
        at now: WallClock, time: Duration = standardTime, boots: Int = standardBoots, mayWipe: Bool = false
    ) {
        until = now + time
        self.boots = boots
        self.mayWipe = mayWipe
    }
}
