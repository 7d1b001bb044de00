import DHCP
import NetTypes
import Testing

@Suite struct PXEReplyTests {
    private let script = BootFile.script(uri: "http://192.168.77.2:8080/boot.ipxe")
    private var ipxe: TestClient { TestClient(extra: [TestClient.ipxeUserClass]) }

    @Test func `an offer for PXE firmware names this server and the file, and gives no address`() throws {
        let message = try TestClient(ciaddr: IPv4Address(10, 0, 0, 5)).reply().message
        #expect(message.op == .reply)
        #expect(message.messageType == .offer)
        #expect(message.yiaddr == .any)
        #expect(message.ciaddr == .any)
        #expect(message.siaddr == Vector.server)
        #expect(message.serverIdentifier == Vector.server)
        #expect(String(decoding: message.sname.prefix { $0 != 0 }, as: UTF8.self) == "192.168.77.2")
        #expect(message.bootFileName == "snponly.efi")
    }

    @Test func `an ACK on port 4011 keeps ciaddr and flags and has no option 43 of its own`() throws {
        let reply = try TestClient(type: .request, ciaddr: IPv4Address(10, 0, 0, 5)).reply(on: .bootServer)
        #expect(reply.message.messageType == .ack)
        #expect(reply.message.ciaddr == IPv4Address(10, 0, 0, 5))
        #expect(reply.message.yiaddr == .any)
        #expect(reply.message.flags == 0)
        #expect(reply.message.options[.vendorSpecific] == nil)
        #expect(reply.sourcePort == .bootServer)
        #expect(try TestClient(type: .inform).reply(on: .bootServer).message.messageType == .ack)
    }

    @Test func `a DISCOVER on port 4011 gets an OFFER back to where it came from`() throws {
        let reply = try TestClient().reply(on: .bootServer)
        let source = IPv4Endpoint(IPv4Address(10, 0, 0, 5), 68)
        #expect(reply.message.messageType == .offer)
        #expect(reply.destination(source: source) == source)
    }

    @Test func `quirk 1: option 60 is always there, exact for the client's family`() throws {
        #expect(try TestClient().reply().message.options[.vendorClass] == ArraySlice("PXEClient".utf8))
        #expect(try ipxe.reply(script).message.options[.vendorClass] == ArraySlice("PXEClient".utf8))
        let http = TestClient(vendorClass: "HTTPClient:Arch:00016:UNDI:003000")
        let reply = try http.reply(.uri("http://192.168.77.2/x64.efi"))
        #expect(reply.message.options[.vendorClass] == ArraySlice("HTTPClient".utf8))
        #expect(reply.message.options[.vendorSpecific] == nil)
        let chained = TestClient(vendorClass: "HTTPClient:Arch:00016", extra: [TestClient.ipxeUserClass])
        #expect(try chained.reply(script).message.options[.vendorClass] == ArraySlice("PXEClient".utf8))
    }

    @Test func `quirks 5 and 30: a URI beyond the header ends with NUL in option 67, with a pad behind it`()
        throws
    {
        let uri = "http://192.168.77.2/" + String(repeating: "x", count: 108)
        #expect(uri.utf8.count == 128)
        let reply = try ipxe.reply(.script(uri: uri))
        #expect(reply.message.file.allSatisfy { $0 == 0 })
        #expect(reply.message.options[.bootFileName] == ArraySlice(uri.utf8) + [0])
        let wire = [67, 129] + Array(uri.utf8) + [0, 0]
        #expect(reply.payload.contains(wire))
        #expect(reply.message.bootFileName == uri)
    }

    @Test func `quirks 31, 35 and 40: a name of up to 127 octets is in the header, which ends with NUL`()
        throws
    {
        let uri = "http://192.168.77.2/" + String(repeating: "x", count: 107)
        #expect(uri.utf8.count == 127)
        let message = try ipxe.reply(.script(uri: uri)).message
        #expect(message.file == ArraySlice(uri.utf8))
        #expect(message.encoded()[108..<236].elementsEqual(Array(uri.utf8) + [0]))
        #expect(message.options[.bootFileName] == nil)
        #expect(message.options[.tftpServerName] == nil)
    }

    @Test func `quirks 6, 7, 26 and 46: the skip bit, no server list, no bit 2`() throws {
        #expect(try TestClient().reply().message.options[.vendorSpecific] == [6, 1, 8, 255])
        #expect(
            try TestClient(architectures: [0, 0]).reply().message.options[.vendorSpecific] == [6, 1, 8, 255])
    }

    @Test func `quirks 13 and 22: iPXE gets priority 1 and no menu`() throws {
        let message = try ipxe.reply(script).message
        #expect(message.options[.ipxeEncapsulated] == [1, 1, 1])
        #expect(message.options[.vendorSpecific] == nil)
        #expect(try TestClient().reply().message.options[.ipxeEncapsulated] == nil)
    }

    @Test func `quirk 16: a zero transaction id is answered and flags in secs are not echoed`() throws {
        let vector = try Vector.named("pxebs-4011-ipxe")
        let message = try DHCPMessage(parsing: vector.request)
        #expect(message.transactionID == 0 && message.secs != 0)
        let request = try PXERequest.validate(message, arrivedOn: .bootServer).get()
        let reply = try PXEReply(to: request, serverAddress: Vector.server, boot: script)
        #expect(reply.message.transactionID == 0)
        #expect(reply.message.secs == 0)
    }

    @Test func `quirk 21: an iPXE that lacks features can be given a fuller one by absolute URI`() throws {
        let reply = try ipxe.reply(.uri("tftp://192.168.77.2/undionly.kpxe"))
        #expect(reply.message.bootFileName == "tftp://192.168.77.2/undionly.kpxe")
    }

    @Test func `quirk 25: a REQUEST on port 67 gets no ACK`() {
        #expect(throws: IgnoredReason.notDiscover(.request)) { try TestClient(type: .request).reply() }
    }

    @Test func `quirk 27: item 0x8000 without option 97 is echoed on port 4011`() throws {
        let item: ArraySlice<UInt8> = [71, 4, 0x80, 0, 0, 0, 255]
        let client = TestClient(type: .request, extra: [DHCPOption(.vendorSpecific, Array(item))])
        let message = try client.reply(on: .bootServer).message
        #expect(message.options[.vendorSpecific] == item)
        #expect(message.options[.clientMachineIdentifier] == nil)
    }

    @Test(arguments: [0, 6, 7, 9, 10, 11, 22, 27, 39, 41] as [UInt8])
    func `quirk 28: port 4011 answers every architecture`(architecture: UInt8) throws {
        let client = TestClient(type: .request, architectures: [0, architecture])
        #expect(try client.reply(on: .bootServer).message.bootFileName == "snponly.efi")
    }

    @Test func `option 97 is echoed exactly when it has 17 octets`() throws {
        for (count, isEchoed) in [(16, false), (17, true), (18, false)] {
            let identifier = [UInt8](repeating: 0xA5, count: count)
            let client = TestClient(extra: [DHCPOption(.clientMachineIdentifier, identifier)])
            let echoed = try client.reply().message.options[.clientMachineIdentifier]
            #expect(echoed == (isEchoed ? identifier[...] : nil))
        }
    }

    @Test(arguments: ["b8:27:eb", "dc:a6:32", "e4:5f:01", "28:cd:c1", "d8:3a:dd"])
    func `quirk 39: the Raspberry Pi's ROM gets its menu without pads`(prefix: String) throws {
        let mac = try #require(MACAddress(prefix + ":01:02:03"))
        let client = TestClient(mac: mac.octets, vendorClass: "PXEClient:Arch:00000", architectures: [0, 0])
        let options = try client.reply(.tftp(path: "bootcode.bin")).message.options[.vendorSpecific]
        let expected =
            "060108" + "0914" + "000011" + Hexadecimal.text("Raspberry Pi Boot".utf8) + "0a0400505845" + "ff"
        #expect(options.map { Hexadecimal.text($0) } == expected)
    }

    @Test func `quirk 39: UEFI firmware and iPXE on a Raspberry Pi are treated as any other`() throws {
        let mac: [UInt8] = [0xDC, 0xA6, 0x32, 1, 2, 3]
        let uefi = TestClient(mac: mac, architectures: [0, 11])
        #expect(try uefi.reply().message.options[.vendorSpecific] == [6, 1, 8, 255])
        let ipxe = TestClient(mac: mac, architectures: [0, 0], extra: [TestClient.ipxeUserClass])
        #expect(try ipxe.reply(script).message.options[.vendorSpecific] == nil)
    }

    @Test func `quirk 45: the shortest reply has 300 octets`() throws {
        #expect(try TestClient().reply().payload.count == 300)
    }

    @Test(arguments: [3, 255, 256, 600])
    func `quirk 49: a relayed request is answered to giaddr port 67 with option 82 last and unchanged`(
        count: Int
    ) throws {
        let relay = [UInt8](repeating: 0x51, count: count)
        let giaddr = IPv4Address(10, 9, 0, 1)
        let extra = [DHCPOption(.relayAgentInformation, relay), DHCPOption(.hostName, [65])]
        let reply = try TestClient(giaddr: giaddr, extra: extra).reply()
        #expect(reply.destination(source: IPv4Endpoint(giaddr, 67)) == IPv4Endpoint(giaddr, 67))
        #expect(
            reply.destination(source: IPv4Endpoint(IPv4Address(10, 9, 0, 2), 1067))
                == IPv4Endpoint(giaddr, 67))
        #expect(reply.message.giaddr == giaddr)
        #expect(reply.message.flags & DHCPMessage.broadcastFlag != 0)
        let pieces = RawOptions(of: reply.payload).pieces
        #expect(pieces.suffix((count + 254) / 255).flatMap(\.value) == relay)
        #expect(pieces.suffix((count + 254) / 255).allSatisfy { $0.code == 82 })
    }

    @Test func `an empty option 82 is not echoed, as no option may be empty`() throws {
        let reply = try TestClient(extra: [DHCPOption(.relayAgentInformation, [])]).reply()
        #expect(reply.message.relayAgentInformation == nil)
    }

    @Test func `a link-local DISCOVER is answered by broadcast, whatever its flags`() throws {
        let reply = try TestClient().reply()
        #expect(reply.message.flags == DHCPMessage.broadcastFlag)
        #expect(
            reply.destination(source: IPv4Endpoint(IPv4Address(10, 0, 0, 9), 68))
                == IPv4Endpoint(.broadcast, 68))
    }

    @Test func `a name that does not fit is refused with both lengths`() throws {
        let path = String(repeating: "p", count: 128)
        #expect(throws: PXEReplyError.nameTooLong(count: 128, limit: 127)) {
            try TestClient().reply(.tftp(path: path))
        }
        let longest = "http://192.168.77.2/" + String(repeating: "u", count: 234)
        #expect(try ipxe.reply(.script(uri: longest)).message.bootFileName == longest)
        #expect(throws: PXEReplyError.nameTooLong(count: 255, limit: 254)) {
            try ipxe.reply(.script(uri: longest + "u"))
        }
    }

    @Test(arguments: ["", "a\0b", "a\nb", "schlüssel", "a\u{7F}"])
    func `a name that cannot be sent is refused`(path: String) {
        #expect(throws: PXEReplyError.unsendableName(path)) { try TestClient().reply(.tftp(path: path)) }
    }

    @Test func `a loader is never given a file it cannot load`() {
        let path = BootFile.tftp(path: "undionly.kpxe")
        let uri = BootFile.uri("http://192.168.77.2/x64.efi")
        let http = TestClient(vendorClass: "HTTPClient:Arch:00016")
        for (client, loader, boot) in [
            (TestClient(), BootLoader.pxe, uri), (TestClient(), .pxe, script), (http, .httpBoot, path),
            (http, .httpBoot, script), (ipxe, .ipxe(nil), path),
        ] {
            #expect(throws: PXEReplyError.wrongKind(boot, for: loader)) { try client.reply(boot) }
        }
    }

    @Test func `every error says the value`() {
        let texts: [(PXEReplyError, String)] = [
            (
                .wrongKind(script, for: .pxe),
                "PXE firmware cannot load iPXE script http://192.168.77.2:8080/boot.ipxe"
            ),
            (.wrongKind(.tftp(path: "a"), for: .httpBoot), "UEFI HTTP Boot firmware cannot load TFTP file a"),
            (.wrongKind(.uri("http://x"), for: .ipxe(nil)), "iPXE cannot load boot program http://x"),
            (.unsendableName("a\n"), #""a\n""#), (.nameTooLong(count: 128, limit: 127), "128"),
        ]
        for (error, text) in texts { #expect(error.description.contains(text), "\(error)") }
    }

    @Test func `a reply that a relay's option makes longer than clients take is refused`() {
        let relay = DHCPOption(.relayAgentInformation, [UInt8](repeating: 1, count: 1300))
        let error = #expect(throws: PXEReplyError.self) { try TestClient(extra: [relay]).reply() }
        #expect(error?.description.contains("1472") == true)
    }
}
