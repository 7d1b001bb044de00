import DHCP
import NetTypes
import Testing

@Suite struct DHCPMessageTests {
    /// A header with `cookie`, then `options`.
    private func payload(hlen: UInt8 = 6, sname: [UInt8] = [], file: [UInt8] = [], options: [UInt8])
        -> [UInt8]
    {
        var writer = ByteWriter()
        writer.write([1, 1, hlen, 0], width: 44)
        writer.write(sname, width: 64)
        writer.write(file, width: 128)
        writer.write([0x63, 0x82, 0x53, 0x63] + options)
        return writer.octets
    }

    @Test func `every header field is where RFC 2131 has it`() throws {
        let octets = (0..<236).map { UInt8($0) } + [0x63, 0x82, 0x53, 0x63, 255]
        var small = octets
        small[2] = 16
        let message = try DHCPMessage(parsing: small)
        #expect(message.op.rawValue == 0)
        #expect(message.htype == 1)
        #expect(message.hlen == 16)
        #expect(message.hops == 3)
        #expect(message.transactionID == 0x0405_0607)
        #expect(message.secs == 0x0809)
        #expect(message.flags == 0x0A0B)
        #expect(message.ciaddr == IPv4Address(12, 13, 14, 15))
        #expect(message.yiaddr == IPv4Address(16, 17, 18, 19))
        #expect(message.siaddr == IPv4Address(20, 21, 22, 23))
        #expect(message.giaddr == IPv4Address(24, 25, 26, 27))
        #expect(message.chaddr == ArraySlice(28..<44))
        #expect(message.sname == ArraySlice(44..<108))
        #expect(message.file == ArraySlice(108..<236))
        #expect(message.encoded(minimumLength: 0) == small)
    }

    @Test func `a hardware address of more than 16 octets is refused`() throws {
        #expect(throws: DHCPParseError.hardwareAddressTooLong(17)) {
            try DHCPMessage(parsing: payload(hlen: 17, options: [255]))
        }
        #expect(try DHCPMessage(parsing: payload(hlen: 16, options: [255])).hlen == 16)
    }

    @Test func `a repeated option is joined`() throws {
        let message = try DHCPMessage(parsing: payload(options: [60, 2, 80, 88, 53, 1, 1, 60, 1, 69, 255]))
        #expect(message.options.elements.map(\.code) == [.vendorClass, .messageType])
        #expect(message.vendorClass == "PXE")
    }

    @Test func `an option that runs past the area ends parsing and keeps the rest`() throws {
        for tail: [UInt8] in [[60, 9, 80], [60, 9], [60], [60, 1]] {
            let message = try DHCPMessage(parsing: payload(options: [53, 1, 1] + tail))
            #expect(message.options == DHCPOptions([DHCPOption(.messageType, [1])]))
        }
    }

    @Test func `what follows END is ignored and pads are skipped`() throws {
        let message = try DHCPMessage(parsing: payload(options: [0, 0, 53, 1, 1, 0, 255, 60, 1, 80]))
        #expect(message.options == DHCPOptions([DHCPOption(.messageType, [1])]))
    }

    @Test(arguments: [
        (1, ["opt", "file"], "", "name"), (2, ["opt", "name"], "boot", ""),
        (3, ["opt", "file", "name"], "", ""),
        (0, ["opt"], "boot", "name"), (4, ["opt"], "boot", "name"), (255, ["opt"], "boot", "name"),
    ])
    func `option 52 extends the options into file, then sname`(
        overload: UInt8, classes: [String], file: String, sname: String
    ) throws {
        let fileOctets =
            overload & 1 != 0 && overload < 4 ? [77, 4] + Array("file".utf8) + [255] : Array("boot".utf8)
        let snameOctets =
            overload & 2 != 0 && overload < 4 ? [0, 77, 4] + Array("name".utf8) : Array("name".utf8)
        let options = [52, 1, overload, 77, 3] + Array("opt".utf8) + [255]
        let message = try DHCPMessage(
            parsing: payload(sname: snameOctets, file: fileOctets, options: options))
        #expect(message.options[.userClass] == ArraySlice(classes.joined().utf8))
        #expect(message.options[.overload] == nil)
        #expect(message.bootFileName ?? "" == file)
        #expect(String(decoding: message.sname.prefix { $0 != 0 }, as: UTF8.self) == sname)
        #expect(try DHCPMessage(parsing: message.encoded()) == message)
    }

    @Test func `option 52 inside an overloaded field opens no other field`() throws {
        let message = try DHCPMessage(
            parsing: payload(sname: [60, 1, 80], file: [52, 1, 2, 255], options: [52, 1, 1, 255]))
        #expect(message.vendorClass == nil)
    }

    @Test(arguments: [0, 1, 254, 255, 256, 510, 511, 800])
    func `a value is split after 255 octets, joined again, and never empty`(count: Int) throws {
        let value = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var message = TestClient(extra: [DHCPOption(.vendorSpecific, value)]).message
        message.options[.hostName] = []
        let payload = message.encoded()
        let pieces = RawOptions(of: payload).pieces.filter { $0.code == 43 }
        #expect(pieces.map(\.value.count) == stride(from: 0, to: count, by: 255).map { min(255, count - $0) })
        #expect(RawOptions(of: payload).pieces.allSatisfy { !$0.value.isEmpty })
        #expect(try DHCPMessage(parsing: payload).options[.vendorSpecific] ?? [] == value[...])
    }

    @Test func `a message is padded to the minimum after END`() throws {
        let message = TestClient().message
        #expect(message.encoded().count == 300)
        #expect(message.encoded(minimumLength: 548).count == 548)
        #expect(message.encoded(minimumLength: 0).last == 255)
        #expect(RawOptions(of: message.encoded()).afterEnd?.allSatisfy { $0 == 0 } == true)
    }

    @Test func `an empty option 67 leaves no trace`() {
        var message = TestClient().message
        let without = message.encoded(minimumLength: 0)
        message.options[.bootFileName] = []
        #expect(message.encoded(minimumLength: 0) == without)
    }

    @Test func `option 82 is encoded last wherever it stands`() {
        var message = TestClient(extra: [DHCPOption(.relayAgentInformation, [1, 1, 9])]).message
        message.options[.hostName] = [65]
        #expect(message.options.elements.last?.code == .hostName)
        #expect(RawOptions(of: message.encoded()).pieces.last?.code == 82)
    }

    @Test func `header strings are cut to their width, and have no padding`() {
        let long = [UInt8](repeating: 7, count: 200)
        let message = DHCPMessage(op: .reply, transactionID: 1, chaddr: [1], sname: long[...], file: [])
        #expect(message.chaddr == [1] + ArraySlice(repeating: 0, count: 15))
        #expect(message.sname == ArraySlice(repeating: 7, count: 64))
        #expect(message.file.isEmpty)
        let padded = DHCPMessage(op: .reply, transactionID: 1, chaddr: [], sname: [65, 0, 66, 0, 0])
        #expect(padded.sname == [65, 0, 66])
        #expect(padded.encoded()[44..<108].elementsEqual([65, 0, 66] + [UInt8](repeating: 0, count: 61)))
    }

    @Test func `options are set, replaced in place and removed`() {
        var options = DHCPOptions([DHCPOption(.hostName, [1]), DHCPOption(.messageType, [1])])
        options[.hostName] = [2]
        options[.router] = [3]
        options[.messageType] = nil
        options[.pad] = [4]
        options[.end] = [5]
        #expect(options.elements == [DHCPOption(.hostName, [2]), DHCPOption(.router, [3])])
        #expect(options[.messageType] == nil)
    }

    @Test func `an option that came in pieces is one value, and is replaced and removed as one`() throws {
        let message = try DHCPMessage(
            parsing: payload(options: [60, 1, 80, 53, 1, 1, 60, 0, 12, 1, 65, 60, 2, 88, 69, 255]))
        var options = message.options
        #expect(options[.vendorClass] == [80, 88, 69])
        options.append(.vendorClass, [33])
        #expect(options[.vendorClass] == [80, 88, 69, 33])
        options[.vendorClass] = [7]
        #expect(options.elements.map(\.code) == [.vendorClass, .messageType, .hostName])
        #expect(options[.vendorClass] == [7])
        options[.vendorClass] = nil
        #expect(options.elements == [DHCPOption(.messageType, [1]), DHCPOption(.hostName, [65])])
    }
}
