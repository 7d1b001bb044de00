/// Owner and group of a file, each a name or a number.
public struct FileOwner: Hashable, Sendable, CustomStringConvertible {
    /// The user.
    public let user: String
    /// The group.
    public let group: String

    /// `root:root`.
    public static let root = FileOwner(user: "root", group: "root")

    private init(user: String, group: String) {
        self.user = user
        self.group = group
    }

    /// Reads `user:group`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(UserName.isValid) else { return nil }
        self.init(user: String(parts[0]), group: String(parts[1]))
    }

    /// `user:group`.
    public var description: String { "\(user):\(group)" }
}
