/// An Ethernet II frame without its checksum, as a packet tap hears and sends it (IEEE 802.3 §3.2.6).
public struct EthernetFrame: Hashable, Sendable {
    /// What a frame carries.
    public struct EtherType: RawRepresentable, Hashable, Sendable {
        /// The number on the wire.
        public let rawValue: UInt16

        /// Wraps any number, assigned or not.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// 0x0800: an IPv4 packet.
        public static let ipv4 = EtherType(rawValue: 0x0800)
        /// 0x0806: an ARP packet.
        public static let arp = EtherType(rawValue: 0x0806)
        /// 0x8100: a VLAN tag, and the frame it was put into (IEEE 802.1Q).
        public static let vlan = EtherType(rawValue: 0x8100)
        /// 0x88A8: a service tag (IEEE 802.1ad).
        public static let serviceVLAN = EtherType(rawValue: 0x88A8)
    }

    /// Whom it is for.
    public var destination: MACAddress
    /// Who sent it.
    public var source: MACAddress
    /// What it carries.
    public var etherType: EtherType
    /// What it carries, with any padding behind it.
    public var payload: [UInt8]

    /// Makes a frame.
    public init(destination: MACAddress, source: MACAddress, etherType: EtherType, payload: [UInt8]) {
        self.destination = destination
        self.source = source
        self.etherType = etherType
        self.payload = payload
    }

    /// Reads a frame; nil when it is shorter than its header.
    public init?(parsing octets: [UInt8]) {
        var reader = ByteReader(octets)
        guard let destination = reader.read(6).flatMap(MACAddress.init(octets:)),
            let source = reader.read(6).flatMap(MACAddress.init(octets:)), let type = reader.readUInt16(),
            let payload = reader.read(reader.remaining)
        else { return nil }
        self.init(
            destination: destination, source: source, etherType: EtherType(rawValue: type),
            payload: Array(payload))
    }

    /// Whether it belongs to a VLAN, and so to another interface than the one that shows it.
    public var isTagged: Bool { etherType == .vlan || etherType == .serviceVLAN }

    /// The octets of the frame; the network card pads short ones.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 14 + payload.count)
        writer.write(destination.octets)
        writer.write(source.octets)
        writer.write(etherType.rawValue)
        writer.write(payload)
        return writer.octets
    }
}
