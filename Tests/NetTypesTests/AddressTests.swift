import NetTypes
import Testing

struct AddressTests {
    @Test(arguments: [
        "52:54:00:12:34:ab", "52-54-00-12-34-AB", "5254.0012.34ab", "5254001234AB",
    ])
    func `the usual spellings of a MAC address are one`(text: String) {
        #expect(MACAddress(text)?.description == "52:54:00:12:34:ab")
    }

    @Test(arguments: [
        "", "52:54:00:12:34", "52:54:00:12:34:5g", "52:54-00:12:34:56", "52:54:00:12:34:56:", "5254001234567",
        "52 54 00 12 34 56", "5254:0012:3456", "+2:54:00:12:34:56",
    ])
    func `other texts are no MAC address`(text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test
    func `a MAC address keeps its octets`() {
        let mac = MACAddress(octets: [0x52, 0x54, 0, 0x12, 0x34, 0xAB])
        #expect(mac?.octets == [0x52, 0x54, 0, 0x12, 0x34, 0xAB])
        #expect(mac?.bareHexadecimal == "5254001234ab")
        #expect(mac?.isGroup == false)
        #expect(MACAddress("ff:ff:ff:ff:ff:ff")?.isGroup == true)
        #expect(MACAddress(octets: [1, 2, 3]) == nil)
    }

    @Test(arguments: [
        ("192.168.77.2", UInt32(0xC0A8_4D02)), ("0.0.0.0", 0), ("255.255.255.255", .max),
    ])
    func `dotted decimal is read and written`(text: String, value: UInt32) {
        #expect(IPv4Address(text)?.rawValue == value)
        #expect(IPv4Address(rawValue: value).description == text)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.04", "1.2.3.-4", " 1.2.3.4", "1..2.3"])
    func `other texts are no IPv4 address`(text: String) {
        #expect(IPv4Address(text) == nil)
    }

    @Test
    func `a subnet contains its own addresses only`() {
        let subnet = IPv4Subnet(address: IPv4Address(10, 1, 2, 3), prefixLength: 24)
        #expect(subnet?.contains(IPv4Address(10, 1, 2, 250)) == true)
        #expect(subnet?.contains(IPv4Address(10, 1, 3, 1)) == false)
        #expect(IPv4Subnet(address: .any, prefixLength: 0)?.contains(.broadcast) == true)
        #expect(IPv4Subnet(address: .any, prefixLength: 33) == nil)
    }

    @Test(arguments: ["00112233-4455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-AABBCCDDEEFF"])
    func `a GUID's text is read in either case and compared in either byte order`(text: String) throws {
        let guid = try #require(GUID(text))
        #expect(guid.description == text.lowercased())
        let swapped = try #require(GUID("33221100-5544-7766-8899-aabbccddeeff"))
        #expect(guid != swapped && guid.matchesInEitherOrder(swapped) && guid.matchesInEitherOrder(guid))
        let other = try #require(GUID("33221100-5544-7766-8899-aabbccddeefe"))
        #expect(!guid.matchesInEitherOrder(other))
    }

    @Test(arguments: [
        "", "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeef",
        "0011223g-4455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff-",
    ])
    func `other texts are no GUID`(text: String) {
        #expect(GUID(text) == nil)
    }

    @Test
    func `a GUID's first fields are little-endian on the wire`() throws {
        let wire = try #require(Hexadecimal.octets("33221100554477668899aabbccddeeff"))
        let guid = try #require(GUID(wire: wire))
        #expect(guid.description == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(guid.octets == wire)
        #expect(!guid.isUnset)
        #expect(GUID(wire: [UInt8](repeating: 0, count: 16))?.isUnset == true)
        #expect(GUID(wire: [UInt8](repeating: 255, count: 16))?.isUnset == true)
    }
}
