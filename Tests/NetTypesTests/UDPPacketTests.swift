import NetTypes
import SeededRandom
import Testing

struct UDPPacketTests {
    /// From 192.0.2.1:4660 to 192.0.2.2:53 with the payload `abc`, checksums by hand.
    private static let sample: [UInt8] = [
        0x45, 0x00, 0x00, 0x1F, 0x00, 0x00, 0x00, 0x00, 0x40, 0x11, 0xF6, 0xCA, 192, 0, 2, 1, 192, 0, 2, 2,
        0x12, 0x34, 0x00, 0x35, 0x00, 0x0B, 0xA5, 0x08, 0x61, 0x62, 0x63,
    ]
    private static let packet = UDPPacket(
        source: IPv4Endpoint(IPv4Address(192, 0, 2, 1), 0x1234),
        destination: IPv4Endpoint(IPv4Address(192, 0, 2, 2), 53), payload: Array("abc".utf8))

    @Test
    func `a packet is built with both checksums`() {
        #expect(Self.packet.encoded() == Self.sample)
    }

    @Test
    func `a packet is read, without the padding of a short frame`() throws {
        #expect(try UDPPacket(parsing: Self.sample) == Self.packet)
        #expect(try UDPPacket(parsing: Self.sample + Array(repeating: 0xEE, count: 15)) == Self.packet)
    }

    @Test(arguments: [0, 1, 2, 511, 1472, UDPPacket.longestPayload])
    func `what was built is read again`(count: Int) throws {
        var packet = Self.packet
        packet.payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try UDPPacket(parsing: #require(packet.encoded())) == packet)
    }

    @Test
    func `a payload beyond IPv4's length is not built`() {
        var packet = Self.packet
        packet.payload = Array(repeating: 0, count: UDPPacket.longestPayload + 1)
        #expect(packet.encoded() == nil)
    }

    @Test
    func `a UDP checksum of zero is sent as its other form`() throws {
        // RFC 768: zero would mean that there is none.
        var packet = Self.packet
        for high in UInt8.min...UInt8.max {
            for low in UInt8.min...UInt8.max {
                packet.payload = [high, low]
                let octets = try #require(packet.encoded())
                if octets[26] == 0xFF, octets[27] == 0xFF { return }
                try #require(octets[26] != 0 || octets[27] != 0)
            }
        }
        Issue.record("no payload has the checksum zero")
    }

    @Test
    func `an unfinished UDP checksum is no matter`() throws {
        var octets = Self.sample
        octets[26] ^= 0xFF
        #expect(try UDPPacket(parsing: octets) == Self.packet)
    }

    @Test(arguments: [0...19, 20...27, 28...30])
    func `every truncation is refused`(lengths: ClosedRange<Int>) {
        for length in lengths {
            #expect(throws: UDPPacketError.tooShort(length)) {
                try UDPPacket(parsing: Array(Self.sample.prefix(length)))
            }
        }
    }

    /// An octet of the sample to change, the header checksum being made right again, and what then is wrong.
    struct Damage: Sendable, CustomTestStringConvertible {
        var name: String
        var index: Int
        var value: UInt8
        var error: UDPPacketError
        var testDescription: String { name }
    }

    @Test(arguments: [
        Damage(name: "more fragments follow", index: 6, value: 0x20, error: .fragment),
        Damage(name: "a later fragment", index: 7, value: 1, error: .fragment),
        Damage(name: "TCP", index: 9, value: 6, error: .otherProtocol(6)),
        Damage(name: "IPv6", index: 0, value: 0x65, error: .badHeader),
        Damage(name: "a header of four words", index: 0, value: 0x44, error: .badHeader),
        Damage(name: "a header beyond the packet", index: 0, value: 0x4F, error: .tooShort(31)),
        Damage(name: "a length of the header alone", index: 3, value: 20, error: .tooShort(31)),
        Damage(name: "a UDP length beyond the packet", index: 25, value: 12, error: .tooShort(31)),
        Damage(name: "a UDP length below its header", index: 25, value: 7, error: .tooShort(31)),
    ])
    func `what is not a whole UDP packet is refused for its own reason`(damage: Damage) {
        let octets = Self.rechecked(Self.sample, at: damage.index, damage.value)
        #expect(throws: damage.error) { try UDPPacket(parsing: octets) }
    }

    @Test
    func `don't fragment and IP options are no matter`() throws {
        #expect(try UDPPacket(parsing: Self.rechecked(Self.sample, at: 6, 0x40)) == Self.packet)
        var octets = Self.sample
        octets.insert(contentsOf: [1, 1, 1, 0], at: 20)
        octets = Self.rechecked(octets, at: 0, 0x46)
        octets = Self.rechecked(octets, at: 3, UInt8(octets.count))
        #expect(try UDPPacket(parsing: octets) == Self.packet)
    }

    @Test
    func `a damaged header is refused`() {
        for bit in 0..<160 {
            var octets = Self.sample
            octets[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: UDPPacketError.self) { try UDPPacket(parsing: octets) }
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `no octets trap, and what is read has no more than there was`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            var octets = Self.sample
            for _ in 0...Int.random(in: 0...3, using: &random) {
                octets[Int.random(in: 0..<octets.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            octets = Array(octets.prefix(Int.random(in: 0...octets.count, using: &random)))
            if octets.count >= 20, Bool.random(using: &random) {
                octets = Self.rechecked(octets, at: 8, octets[8])
            }
            guard let packet = try? UDPPacket(parsing: octets) else { continue }
            #expect(packet.payload.count <= octets.count - 28)
        }
    }

    /// A packet with another octet and a right header checksum.
    private static func rechecked(_ octets: [UInt8], at index: Int, _ value: UInt8) -> [UInt8] {
        var octets = octets
        octets[index] = value
        octets[10] = 0
        octets[11] = 0
        let length = min(Int(octets[0] & 15) * 4, octets.count)
        var sum: UInt32 = 0
        for position in stride(from: 0, to: length - 1, by: 2) {
            sum += UInt32(octets[position]) << 8 | UInt32(octets[position + 1])
        }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        octets[10] = UInt8(~sum >> 8 & 0xFF)
        octets[11] = UInt8(~sum & 0xFF)
        return octets
    }
}
