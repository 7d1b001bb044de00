/// A stage that a machine passed.
public struct Passage: Hashable, Sendable {
    /// The stage.
    public var stage: Stage
    /// What the server named: a file, or a URL.
    public var name: String
    /// How long the stage took.
    public var took: Duration
    /// Octets of content.
    public var bytes: UInt64 = 0
    /// The entity tag of a download over HTTP.
    public var entityTag: String?
}
