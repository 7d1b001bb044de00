/// How a login becomes root.
public enum Escalation: String, Hashable, Sendable, CaseIterable {
    /// The user is root.
    case root
    /// `sudo -n`.
    case sudo
    /// `doas -n`.
    case doas
}
