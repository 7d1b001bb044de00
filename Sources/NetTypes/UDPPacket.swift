/// A UDP datagram in an IPv4 packet that is not a fragment (RFC 791, RFC 768).
public struct UDPPacket: Hashable, Sendable {
    /// Where it comes from.
    public var source: IPv4Endpoint
    /// Where it goes.
    public var destination: IPv4Endpoint
    /// What it carries.
    public var payload: [UInt8]

    /// The longest payload: what is left of 65,535 octets behind both headers.
    public static let longestPayload = 65_535 - headerLength - 8

    private static let headerLength = 20
    private static let udp: UInt8 = 17
    private static let timeToLive: UInt8 = 64

    /// Makes a packet.
    public init(source: IPv4Endpoint, destination: IPv4Endpoint, payload: [UInt8]) {
        self.source = source
        self.destination = destination
        self.payload = payload
    }

    /// Reads a packet; octets behind its length are link-layer padding.
    ///
    /// The UDP checksum is not looked at: a packet tap sees those of this host and its virtual machines before the
    /// network card has finished them.
    public init(parsing octets: [UInt8]) throws(UDPPacketError) {
        var reader = ByteReader(octets)
        guard let versionAndLength = reader.readUInt8(), reader.readUInt8() != nil,
            let totalLength = reader.readUInt16(), reader.readUInt16() != nil,
            let fragment = reader.readUInt16(), reader.readUInt8() != nil, let proto = reader.readUInt8(),
            reader.readUInt16() != nil, let source = reader.readUInt32(),
            let destination = reader.readUInt32()
        else { throw .tooShort(octets.count) }
        let headerLength = Int(versionAndLength & 15) * 4
        guard versionAndLength >> 4 == 4, headerLength >= Self.headerLength else { throw .badHeader }
        guard headerLength + 8 <= Int(totalLength), Int(totalLength) <= octets.count else {
            throw .tooShort(octets.count)
        }
        var checksum = InternetChecksum()
        checksum.add(octets[..<headerLength])
        guard checksum.value == 0 else { throw .badHeader }
        // The offset and the "more fragments" bit; "don't fragment" is no matter.
        guard fragment & 0x3FFF == 0 else { throw .fragment }
        guard proto == Self.udp else { throw .otherProtocol(proto) }

        var datagram = ByteReader(octets, in: headerLength..<Int(totalLength))
        guard let sourcePort = datagram.readUInt16(), let destinationPort = datagram.readUInt16(),
            let length = datagram.readUInt16(), datagram.readUInt16() != nil,
            let payload = datagram.read(Int(length) - 8)
        else { throw .tooShort(octets.count) }
        self.source = IPv4Endpoint(IPv4Address(rawValue: source), sourcePort)
        self.destination = IPv4Endpoint(IPv4Address(rawValue: destination), destinationPort)
        self.payload = Array(payload)
    }

    /// The octets of the packet with both checksums; nil when the payload is longer than ``longestPayload``.
    public func encoded() -> [UInt8]? {
        guard payload.count <= Self.longestPayload else { return nil }
        let length = UInt16(8 + payload.count)
        let header = header(length: UInt16(Self.headerLength) + length, checksum: 0)
        var headerChecksum = InternetChecksum()
        headerChecksum.add(header)

        var writer = ByteWriter(capacity: header.count + Int(length))
        writer.write(self.header(length: UInt16(Self.headerLength) + length, checksum: headerChecksum.value))
        for field in [source.port, destination.port, length, checksum(length: length)] { writer.write(field) }
        writer.write(payload)
        return writer.octets
    }

    private func header(length: UInt16, checksum: UInt16) -> [UInt8] {
        var writer = ByteWriter(capacity: Self.headerLength)
        // Version 4, five words; no service class; no identification, as it is never fragmented here.
        writer.write(0x4500 as UInt16)
        for field in [length, 0, 0] { writer.write(field) }
        writer.write(Self.timeToLive)
        writer.write(Self.udp)
        writer.write(checksum)
        writer.write(source.address.rawValue)
        writer.write(destination.address.rawValue)
        return writer.octets
    }

    /// Over the pseudo-header, the header and the payload; zero would mean that there is none.
    private func checksum(length: UInt16) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(source.address.octets)
        checksum.add(destination.address.octets)
        for word in [UInt16(Self.udp), length, source.port, destination.port, length] { checksum.add(word) }
        checksum.add(payload)
        return checksum.value == 0 ? 0xFFFF : checksum.value
    }
}
