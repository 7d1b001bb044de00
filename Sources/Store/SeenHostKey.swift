public import NetTypes

/// An SSH host key that an installer has shown and that is not accepted yet (`seen_host_key`).
public struct SeenHostKey: Hashable, Sendable {
    /// The public key as in a `.pub` file, without a comment.
    public var key: String
    /// Where it was seen last.
    public var address: IPv4Address

    /// Describes a key.
    public init(key: String, address: IPv4Address) {
        self.key = key
        self.address = address
    }
}
