public import NetTypes

/// Whose events to read.
public enum EventFilter: Hashable, Sendable {
    /// Everyone's.
    case all
    /// One node's: under its present name or the last that it had, or of one of its addresses.
    case node(String)
    /// One address's, also from before it was on the whitelist.
    case mac(MACAddress)
}
