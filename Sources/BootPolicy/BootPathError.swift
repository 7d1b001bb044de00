/// Why a path is none of the boot listener's.
public enum BootPathError: Error, Hashable, Sendable {
    /// Nothing is ever served there.
    case notServed
    /// The query's `mac` is this text, which is no MAC address.
    case notAMAC(String)
}
