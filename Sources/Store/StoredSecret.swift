public import BootModel

/// A secret as the database knows it: everything but its value (`secret`).
public struct StoredSecret: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// When its value was set.
    public var setAt: WallClock
    /// The names of the plans whose files need it and which a profile or an open job uses, in ascending order.
    public var plans: [String]

    /// Describes a secret.
    public init(name: String, setAt: WallClock, plans: [String] = []) {
        self.name = name
        self.setAt = setAt
        self.plans = plans
    }
}
