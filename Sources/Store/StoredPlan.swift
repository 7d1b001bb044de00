public import BootModel

/// One revision of an install plan (`plan`).
public struct StoredPlan: Hashable, Sendable {
    /// The SHA-256 of the canonical text, 64 lower-case hexadecimal digits.
    public var revision: String
    /// The name that it was imported under; the revisions of a plan share it.
    public var name: String
    /// The plan's only spelling, a JSON object.
    public var canonical: String
    /// When it was imported.
    public var importedAt: WallClock
    /// The profiles that are installed by it, in ascending order.
    public var profiles: [String]

    /// Describes a revision.
    public init(
        revision: String, name: String, canonical: String, importedAt: WallClock, profiles: [String] = []
    ) {
        self.revision = revision
        self.name = name
        self.canonical = canonical
        self.importedAt = importedAt
        self.profiles = profiles
    }
}
