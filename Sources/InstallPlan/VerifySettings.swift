/// What `verify` proves beyond what it always does.
public struct VerifySettings: Hashable, Sendable {
    /// How closely the copied closure is looked at.
    public enum Closure: String, Hashable, Sendable, CaseIterable {
        /// Every path is registered as valid.
        case valid
        /// Every path's content is hashed again.
        case contents
    }

    /// How closely the copied closure is looked at.
    public var closure: Closure
    /// The free space in octets that the root must have left.
    public var freeSpace: UInt64
    /// Scripts that must end with 0; the installed root is mounted at `/mnt`.
    public var checks: [ShellScript]

    /// Describes the checks.
    public init(closure: Closure = .valid, freeSpace: UInt64 = 0, checks: [ShellScript] = []) {
        self.closure = closure
        self.freeSpace = freeSpace
        self.checks = checks
    }
}
