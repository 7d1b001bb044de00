public import InstallPlan

/// An SSH host key that a job accepts, and no other (`host_key`).
public struct PinnedHostKey: Hashable, Sendable {
    /// The public key as in a `.pub` file, without a comment: `ssh-ed25519 AAAA…`.
    public var key: String
    /// How it was proved to be the machine's.
    public var trust: HostKeyTrust

    /// Describes a key.
    public init(key: String, trust: HostKeyTrust) {
        self.key = key
        self.trust = trust
    }
}
