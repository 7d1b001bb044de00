import NetTypes
import Testing

struct EthernetFrameTests {
    private static let arp: [UInt8] = [
        0, 1, 8, 0, 6, 4, 0, 1, 0x52, 0x54, 0, 1, 2, 3, 192, 0, 2, 7, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1,
    ]

    @Test
    func `a frame is laid out as Ethernet II has it`() throws {
        let source = try #require(MACAddress("52:54:00:01:02:03"))
        let frame = EthernetFrame(
            destination: .broadcast, source: source, etherType: .arp, payload: Self.arp)
        let octets = frame.encoded()
        #expect(octets.prefix(6).elementsEqual([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]))
        #expect(octets[6..<14].elementsEqual([0x52, 0x54, 0, 1, 2, 3, 0x08, 0x06]))
        #expect(EthernetFrame(parsing: octets) == frame)
    }

    @Test
    func `what is shorter than the header is no frame`() {
        let header = [UInt8](repeating: 0, count: 14)
        for length in 0..<14 { #expect(EthernetFrame(parsing: Array(header.prefix(length))) == nil) }
        #expect(EthernetFrame(parsing: header)?.payload == [])
    }

    @Test(arguments: [(0x8100, true), (0x88A8, true), (0x0800, false), (0x0806, false)] as [(UInt16, Bool)])
    func `a VLAN's frame is known by its tag`(type: UInt16, isTagged: Bool) {
        let frame = EthernetFrame(
            destination: .broadcast, source: .broadcast, etherType: .init(rawValue: type), payload: [])
        #expect(frame.isTagged == isTagged)
    }

    @Test
    func `an ARP packet tells its sender, padded or not`() {
        for padding in [0, 18] {
            let packet = ARPPacket(parsing: Self.arp + Array(repeating: 0, count: padding))
            #expect(packet?.hardware == MACAddress("52:54:00:01:02:03"))
            #expect(packet?.address == IPv4Address(192, 0, 2, 7))
        }
    }

    @Test
    func `every truncation of an ARP packet is nothing`() {
        for length in 0..<Self.arp.count {
            #expect(ARPPacket(parsing: Array(Self.arp.prefix(length))) == nil)
        }
    }

    @Test(arguments: [(1, 6), (3, 6), (4, 8), (5, 16), (7, 3)])
    func `another kind of network or operation is nothing`(index: Int, value: UInt8) {
        var octets = Self.arp
        octets[index] = value
        #expect(ARPPacket(parsing: octets) == nil)
    }
}
