/// Who sent an ARP packet over Ethernet for IPv4: the address it says is its own (RFC 826).
public struct ARPPacket: Hashable, Sendable {
    /// The sender's hardware address.
    public var hardware: MACAddress
    /// The sender's address; 0.0.0.0 in a probe of somebody who has none yet (RFC 5227 §1.1).
    public var address: IPv4Address

    /// Reads the payload of a frame; nil when it is too short or about another kind of network.
    public init?(parsing octets: [UInt8]) {
        var reader = ByteReader(octets)
        // Ethernet, IPv4, and the lengths of their addresses.
        guard reader.readUInt16() == 1, reader.readUInt16() == EthernetFrame.EtherType.ipv4.rawValue,
            reader.readUInt16() == 0x0604, let operation = reader.readUInt16(), (1...2).contains(operation),
            let hardware = reader.read(6).flatMap(MACAddress.init(octets:)),
            let address = reader.readUInt32(),
            reader.read(10) != nil
        else { return nil }
        self.hardware = hardware
        self.address = IPv4Address(rawValue: address)
    }
}
