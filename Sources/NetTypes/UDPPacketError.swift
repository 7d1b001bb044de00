/// Why octets are no UDP datagram in an IPv4 packet.
public enum UDPPacketError: Error, Hashable, Sendable {
    /// They end before the packet does; holds how many there are.
    case tooShort(Int)
    /// Not IPv4, or a header that is damaged.
    case badHeader
    /// A part of a longer packet.
    case fragment
    /// It carries another protocol than UDP; holds its number.
    case otherProtocol(UInt8)
}
