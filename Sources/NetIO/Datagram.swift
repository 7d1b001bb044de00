public import NetTypes

/// A received UDP datagram with the way it came.
public struct Datagram: Sendable {
    /// The payload.
    public var payload: [UInt8]
    /// Who sent it.
    public var source: IPv4Endpoint
    /// The packet's destination address; 255.255.255.255 for broadcasts.
    public var destination: IPv4Address
    /// The local address that a reply should come from.
    public var localAddress: IPv4Address
    /// The interface it arrived on.
    public var interfaceIndex: Int32
}
