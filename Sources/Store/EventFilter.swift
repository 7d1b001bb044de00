public import NetTypes

/// Whose events to read.
public enum EventFilter: Hashable, Sendable {
    /// Everyone's.
    case all
    /// One node's, by the name it had then.
    case node(String)
    /// One address's, also from before it was on the whitelist.
    case mac(MACAddress)
}
