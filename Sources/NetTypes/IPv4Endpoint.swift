/// An IPv4 address and a UDP or TCP port.
public struct IPv4Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The address.
    public var address: IPv4Address
    /// The port, 0…65535.
    public var port: UInt16

    /// Pairs an address with a port.
    public init(_ address: IPv4Address, _ port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `address:port`.
    public var description: String { "\(address):\(port)" }
}
