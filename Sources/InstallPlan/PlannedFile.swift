/// A file that the plan puts into the installed system.
public struct PlannedFile: Hashable, Sendable {
    /// Where it comes from.
    public enum Source: Hashable, Sendable {
        /// The plan's own text.
        case content(Template)
        /// The stored secret of this name; its value is never part of a plan.
        case secret(String)
    }

    /// The absolute path in the installed system.
    public var path: Template
    /// Where its content comes from.
    public var source: Source
    /// Owner and group.
    public var owner: FileOwner
    /// Its permissions.
    public var mode: FileMode

    /// Describes a file.
    public init(path: Template, source: Source, owner: FileOwner = .root, mode: FileMode) {
        self.path = path
        self.source = source
        self.owner = owner
        self.mode = mode
    }
}
