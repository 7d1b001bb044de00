public import NetTypes

/// Where a network card of a machine was heard.
public struct MachineSighting: Hashable, Sendable {
    /// The card.
    public let mac: MACAddress
    /// Its address; a candidate: the machine behind it may have changed.
    public let address: IPv4Address
    /// When a packet of the card's own told it; nil when only the kernel remembers it.
    public let heardAt: Instant?
}
