import DHCP
import NetTypes
import Testing

@Suite struct DHCPMessageOptionsTests {
    private func message(_ code: DHCPOptionCode, _ value: [UInt8]) -> DHCPMessage {
        DHCPMessage(
            op: .request, transactionID: 1, chaddr: [], options: DHCPOptions([DHCPOption(code, value)]))
    }

    @Test func `options that are absent or too short read as absent`() {
        let empty = DHCPMessage(op: .request, transactionID: 1, chaddr: [])
        #expect(empty.messageType == nil)
        #expect(empty.vendorClass == nil)
        #expect(empty.userClasses == nil)
        #expect(empty.clientArchitectures.isEmpty)
        #expect(empty.clientMachineIdentifier == nil)
        #expect(empty.clientGUID == nil)
        #expect(empty.relayAgentInformation == nil)
        #expect(empty.pxeVendorOptions == nil)
        #expect(empty.ipxeOptions == nil)
        #expect(empty.bootFileName == nil)
        #expect(message(.messageType, []).messageType == nil)
        #expect(message(.requestedAddress, [10, 0, 0]).requestedAddress == nil)
        #expect(message(.serverIdentifier, [10, 0, 0]).serverIdentifier == nil)
        #expect(message(.clientArchitecture, [7]).clientArchitectures.isEmpty)
    }

    @Test func `addresses are four octets`() {
        #expect(message(.requestedAddress, [10, 0, 0, 9]).requestedAddress == IPv4Address(10, 0, 0, 9))
        #expect(message(.serverIdentifier, [10, 0, 0, 1]).serverIdentifier == IPv4Address(10, 0, 0, 1))
    }

    @Test func `architecture codes are a list`() {
        #expect(message(.clientArchitecture, [0, 7, 0, 16, 9]).clientArchitectures == [7, 16])
    }

    @Test(
        arguments: [
            (Array("\u{4}iPXE".utf8), ["iPXE"]), (Array("\u{1}a\u{2}bc".utf8), ["a", "bc"]),
            (Array("iPXE".utf8), nil),
            ([0], nil), ([], nil),
        ] as [([UInt8], [String]?)])
    func `user classes have the form of RFC 3004 or none`(value: [UInt8], classes: [String]?) {
        let expected = classes?.map { Array($0.utf8) }
        #expect(message(.userClass, value).userClasses == expected)
    }

    @Test func `the machine identifier is in SMBIOS order and has 17 octets`() throws {
        let wire = try #require(Hexadecimal.octets("0033221100554477668899aabbccddeeff"))
        let good = message(.clientMachineIdentifier, wire)
        #expect(good.clientMachineIdentifier == wire[...])
        #expect(good.clientGUID?.description == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(message(.clientMachineIdentifier, wire + [0]).clientMachineIdentifier == nil)
        #expect(message(.clientMachineIdentifier, Array(wire.dropLast())).clientMachineIdentifier == nil)
        let otherType = [1] + wire.dropFirst()
        #expect(message(.clientMachineIdentifier, otherType).clientMachineIdentifier == otherType[...])
        #expect(message(.clientMachineIdentifier, otherType).clientGUID == nil)
    }

    @Test(arguments: [(1, 6, true), (6, 6, false), (1, 8, false), (32, 0, false)] as [(UInt8, UInt8, Bool)])
    func `a hardware address is Ethernet's`(htype: UInt8, hlen: UInt8, isEthernet: Bool) {
        let octets: [UInt8] = [0x52, 0x54, 0, 1, 2, 3, 4, 5]
        let message = DHCPMessage(
            op: .request, htype: htype, hlen: hlen, transactionID: 1, chaddr: octets[...])
        #expect(message.hardwareAddress == (isEthernet ? MACAddress(octets: octets.prefix(6)) : nil))
    }

    @Test func `the boot file is that of option 67, else of the header`() {
        var message = DHCPMessage(op: .reply, transactionID: 1, chaddr: [], file: ArraySlice("header".utf8))
        #expect(message.bootFileName == "header")
        message.options[.bootFileName] = ArraySlice("option\0\0".utf8)
        #expect(message.bootFileName == "option")
        message.options[.bootFileName] = [0]
        #expect(message.bootFileName == "header")
    }

    @Test func `types and errors describe themselves with the value`() {
        #expect(DHCPMessageType.discover.description == "DISCOVER")
        #expect(DHCPMessageType.inform.description == "INFORM")
        #expect(DHCPMessageType(rawValue: 0).description == "type 0")
        #expect(DHCPMessageType(rawValue: 9).description == "type 9")
        #expect(DHCPParseError.tooShort(200).description.contains("200"))
        #expect(DHCPParseError.badCookie(0xABCD).description.contains("abcd"))
        #expect(DHCPParseError.hardwareAddressTooLong(17).description.contains("17"))
    }
}
