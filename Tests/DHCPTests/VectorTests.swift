import DHCP
import NetTypes
import Testing

@Suite struct VectorTests {
    @Test func `the file holds answered and unanswered requests`() {
        #expect(Vector.answered.count == 13)
        #expect(Vector.unanswered.count == 6)
    }

    @Test(arguments: Vector.answered)
    func `a request is answered as the reference says`(vector: Vector) throws {
        let reference = try #require(vector.reference)
        let port = try #require(BootPort(rawValue: vector.arrivesOnUdpPort))
        let request = try PXERequest.validate(DHCPMessage(parsing: vector.request), arrivedOn: port).get()
        let name = String(decoding: reference[108..<236].prefix { $0 != 0 }, as: UTF8.self)
        let reply = try PXEReply(to: request, serverAddress: Vector.server, boot: request.bootFile(name))

        #expect(Hexadecimal.text(reply.payload.prefix(240)) == Hexadecimal.text(reference.prefix(240)))
        let options = RawOptions(of: reply.payload)
        #expect(options.byCode == RawOptions(of: reference).byCode)
        #expect(options.afterEnd?.allSatisfy { $0 == 0 } == true)
        #expect(reply.payload.count >= 300)
        #expect(reply.sourcePort.rawValue == vector.expect.replyFromPort)

        let expected = try #require(vector.expect.destination.flatMap(IPv4Endpoint.init(text:)))
        let source = port == .bootServer ? expected : IPv4Endpoint(.any, 68)
        #expect(reply.destination(source: source) == expected)
    }

    @Test(arguments: [
        ("request-on-67", IgnoredReason.notDiscover(.request)), ("plain-dhcp", .noVendorClass),
        ("wrong-60", .otherVendorClass("MSFT 5.0")), ("bootp-no-53", .noMessageType),
    ])
    func `a message that is not for us is ignored for its own reason`(name: String, reason: IgnoredReason)
        throws
    {
        let message = try DHCPMessage(parsing: Vector.named(name).request)
        #expect(PXERequest.validate(message, arrivedOn: .dhcp) == .failure(reason))
    }

    @Test(arguments: [
        ("bad-cookie", DHCPParseError.badCookie(0)), ("short-header", .tooShort(200)),
    ])
    func `what is not a DHCP message is refused`(name: String, error: DHCPParseError) throws {
        let octets = try Vector.named(name).request
        #expect(throws: error) { try DHCPMessage(parsing: octets) }
    }

    @Test(arguments: Vector.all)
    func `every truncation is parsed or refused, and below 240 octets refused`(vector: Vector) {
        for octets in [vector.request, vector.reference ?? []] {
            for length in 0...octets.count {
                let message = try? DHCPMessage(parsing: Array(octets.prefix(length)))
                if length < 240 { #expect(message == nil) }
                guard let message else { continue }
                for port in BootPort.allCases { _ = PXERequest.validate(message, arrivedOn: port) }
            }
        }
    }

    @Test(arguments: Vector.all)
    func `parsing what was encoded gives the same message`(vector: Vector) throws {
        for octets in [vector.request, vector.reference ?? []] {
            guard let message = try? DHCPMessage(parsing: octets) else { continue }
            #expect(try DHCPMessage(parsing: message.encoded()) == message)
            #expect(message.encoded(minimumLength: 0).prefix(240) == octets.prefix(240))
            #expect(
                RawOptions(of: message.encoded()).pieces.map(\.code)
                    == RawOptions(of: octets).pieces.map(\.code))
        }
    }

    @Test(arguments: [
        ("bios-ipxe-rom", [0]), ("uefi-x64", [7]), ("uefi-arch9", [9]), ("uefi-ia32", [6]),
        ("uefi-arm32", [10]),
        ("uefi-arm64", [11]), ("uefi-riscv64", [27]), ("http-x64", [16]), ("http-arm64", [19]),
    ])
    func `the architecture codes are those of option 93`(name: String, codes: [UInt16]) throws {
        let message = try DHCPMessage(parsing: Vector.named(name).request)
        #expect(try PXERequest.validate(message, arrivedOn: .dhcp).get().architectures == codes)
    }
}
