import TFTP
import Testing

private func wire(_ opcode: UInt8, _ texts: String...) -> [UInt8] {
    [0, opcode] + texts.flatMap { Array($0.utf8) + [0] }
}

struct TFTPPacketTests {
    struct Sample: CustomTestStringConvertible {
        let testDescription: String
        let octets: [UInt8]
        let packet: TFTPPacket
    }

    static let samples = [
        Sample(
            testDescription: "plain RRQ", octets: wire(1, "undionly.kpxe", "octet"),
            packet: .request(
                TFTPRequest(.read, fileName: Array("undionly.kpxe".utf8), mode: .octet, options: []))),
        Sample(
            testDescription: "edk2's RRQ",
            octets: wire(1, "snponly.efi", "octet", "tsize", "0", "blksize", "1468", "windowsize", "4"),
            packet: .request(
                TFTPRequest(
                    .read, fileName: Array("snponly.efi".utf8), mode: .octet,
                    options: [
                        TFTPOption("tsize", "0"), TFTPOption("blksize", "1468"),
                        TFTPOption("windowsize", "4"),
                    ]))),
        Sample(
            testDescription: "WRQ", octets: wire(2, "x", "netascii"),
            packet: .request(TFTPRequest(.write, fileName: [0x78], mode: .netascii, options: []))),
        Sample(testDescription: "DATA", octets: [0, 3, 1, 2, 9, 8], packet: .data(0x0102, [9, 8])),
        Sample(testDescription: "empty DATA", octets: [0, 3, 0, 1], packet: .data(1, [])),
        Sample(testDescription: "ACK", octets: [0, 4, 0xFF, 0xFE], packet: .acknowledgment(0xFFFE)),
        Sample(
            testDescription: "ERROR", octets: [0, 5, 0, 8] + Array("User aborted".utf8) + [0],
            packet: .error(.optionRefused, message: "User aborted")),
        Sample(
            testDescription: "OACK", octets: wire(6, "blksize", "1432", "tsize", "74213"),
            packet: .optionAcknowledgment([TFTPOption("blksize", "1432"), TFTPOption("tsize", "74213")])),
    ]

    @Test(arguments: samples)
    func `a packet is read and written as on the wire`(_ sample: Sample) throws {
        #expect(try TFTPPacket(parsing: sample.octets) == sample.packet)
        #expect(sample.packet.octets == sample.octets)
    }

    @Test(arguments: samples)
    func `every truncation is an error or a shorter packet, never a trap`(_ sample: Sample) {
        for length in 0..<sample.octets.count {
            let packet = try? TFTPPacket(parsing: Array(sample.octets.prefix(length)))
            #expect(packet != sample.packet || sample.testDescription == "ERROR")
        }
    }

    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        let octets: [UInt8]
        let error: TFTPParseError
    }

    static let refusals = [
        Refusal(testDescription: "nothing", octets: [], error: .tooShort(0)),
        Refusal(testDescription: "half an opcode", octets: [0], error: .tooShort(1)),
        Refusal(testDescription: "ACK without number", octets: [0, 4, 1], error: .tooShort(3)),
        Refusal(testDescription: "opcode 7", octets: [0, 7, 0, 0], error: .unknownOpcode(7)),
        Refusal(testDescription: "opcode 0x100", octets: [1, 0, 0, 0], error: .unknownOpcode(256)),
        Refusal(testDescription: "open name", octets: [0, 1, 0x61], error: .unterminatedText),
        Refusal(
            testDescription: "open mode", octets: [0, 1, 0x61, 0] + Array("octet".utf8),
            error: .unterminatedText),
        Refusal(
            testDescription: "long name",
            octets: [0, 1] + Array(repeating: 0x61, count: 513) + [0] + Array("octet".utf8) + [0],
            error: .fileNameTooLong(513)),
        Refusal(
            testDescription: "long mode", octets: wire(1, "a", String(repeating: "m", count: 129)),
            error: .textTooLong(129)),
        Refusal(
            testDescription: "17 options",
            octets: wire(1, "a", "octet")
                + Array(repeating: wire(1, "o", "v").dropFirst(2), count: 17).joined(),
            error: .tooManyOptions),
    ]

    @Test(arguments: refusals)
    func `a malformed packet names its fault`(_ refusal: Refusal) {
        #expect(throws: refusal.error) { try TFTPPacket(parsing: refusal.octets) }
        #expect(!refusal.error.description.isEmpty)
    }

    @Test func `the longest name and sixteen options are still read`() throws {
        let name = String(repeating: "n", count: 512)
        let octets =
            wire(1, name, "octet") + Array(repeating: wire(1, "o", "v").dropFirst(2), count: 16).joined()
        guard case .request(let request) = try TFTPPacket(parsing: octets) else {
            Issue.record("not a request")
            return
        }
        #expect(request.fileName.count == 512)
        #expect(request.options.count == 16)
    }

    @Test func `mode and option names are known in any case, and kept as spelled`() throws {
        let packet = try TFTPPacket(parsing: wire(1, "a", "OcTeT", "BLKSIZE", "1024"))
        guard case .request(let request) = packet else {
            Issue.record("not a request")
            return
        }
        #expect(request.mode == .octet)
        #expect(request.options == [TFTPOption("BLKSIZE", "1024")])
        #expect(request.options[0].isNamed("blksize"))
    }

    @Test func `padding and half an option after a request are ignored`() throws {
        let plain = try TFTPPacket(parsing: wire(1, "a", "octet"))
        #expect(try TFTPPacket(parsing: wire(1, "a", "octet") + [0, 0, 0]) == plain)
        #expect(try TFTPPacket(parsing: wire(1, "a", "octet", "blksize")) == plain)
        #expect(try TFTPPacket(parsing: wire(1, "a", "octet") + Array("blksi".utf8)) == plain)
    }

    @Test func `an error message makes no lines of its own in logs`() throws {
        let octets = [0, 5, 0, 0] + Array("a\r\nwarning: b\u{1B}".utf8) + [0]
        #expect(
            try TFTPPacket(parsing: octets) == .error(.undefined, message: "a??warning: b?"))
    }

    @Test func `an error message without end is read, a long one cut`() throws {
        #expect(
            try TFTPPacket(parsing: [0, 5, 0, 0, 0x68, 0x69]) == .error(.undefined, message: "hi"))
        let long = try TFTPPacket(parsing: [0, 5, 0, 0] + Array(repeating: 0x61, count: 1000))
        #expect(long == .error(.undefined, message: String(repeating: "a", count: 256)))
    }
}
