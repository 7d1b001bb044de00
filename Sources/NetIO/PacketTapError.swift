/// Why frames cannot be heard on an interface.
public struct PacketTapError: Error, Sendable, CustomStringConvertible {
    /// The interface.
    public var interface: String
    /// What libpcap said.
    public var reason: String
    /// Whether a privilege is missing.
    public var isPermissionDenied = false

    /// The interface and the reason.
    public var description: String { "cannot capture packets on \(interface): \(reason)" }
}
