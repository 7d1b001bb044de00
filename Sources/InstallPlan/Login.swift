/// How we log in to the installer.
public struct Login: Hashable, Sendable {
    /// The user.
    public var user: String
    /// How the user becomes root.
    public var become: Escalation
    /// The weakest proof of the installer's host key that is enough.
    public var trust: HostKeyTrust

    /// Describes a login.
    public init(user: String = "root", become: Escalation = .root, trust: HostKeyTrust = .tofuBound) {
        self.user = user
        self.become = become
        self.trust = trust
    }
}
