public import InstallPlan

/// How nodes are armed.
public struct ArmingOptions: Hashable, Sendable {
    /// How long the installer may be booted.
    public var time: Duration
    /// How many boots of the installer there are, 1 to 100.
    public var boots: Int
    /// Whether disks that carry data may be written over.
    public var mayWipe: Bool
    /// Whether machines that were installed before may be installed again.
    public var again: Bool

    /// Describes an arming; without arguments the standard one.
    public init(
        time: Duration = Arming.standardTime, boots: Int = Arming.standardBoots, mayWipe: Bool = false,
        again: Bool = false
    ) {
        self.time = time
        self.boots = boots
        self.mayWipe = mayWipe
        self.again = again
    }
}
