/// An IPv4 address together with the length of its network prefix, as an interface carries it.
public struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    /// The address, host bits included.
    public let address: IPv4Address
    /// The number of network bits, 0…32.
    public let prefixLength: Int

    /// Pairs an address with a prefix length; nil outside 0…32.
    public init?(address: IPv4Address, prefixLength: Int) {
        guard (0...32).contains(prefixLength) else { return nil }
        self.address = address
        self.prefixLength = prefixLength
    }

    /// The network bits set, the host bits clear.
    public var mask: UInt32 { prefixLength == 0 ? 0 : .max << UInt32(32 - prefixLength) }

    /// Whether `other` lies in this subnet.
    public func contains(_ other: IPv4Address) -> Bool {
        other.rawValue & mask == address.rawValue & mask
    }

    /// `address/length`.
    public var description: String { "\(address)/\(prefixLength)" }
}
