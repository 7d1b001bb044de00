import DHCP
import NetTypes
import Testing

@Suite struct SnoopedReplyTests {
    private static let own: Set<IPv4Address> = [IPv4Address(10, 0, 0, 1), IPv4Address(10, 1, 0, 1)]
    private static let server = IPv4Address(10, 0, 0, 2)
    private static let lease = IPv4Address(10, 0, 0, 57)

    /// A DHCP server's answer, bent to a test's needs.
    struct Answer: Sendable {
        var type = DHCPMessageType.ack
        var server = SnoopedReplyTests.server
        var yiaddr = SnoopedReplyTests.lease
        var siaddr = IPv4Address.any
        var file = ""
        var options: [DHCPOption] = []

        var message: DHCPMessage {
            DHCPMessage(
                op: .reply, transactionID: 7, yiaddr: yiaddr, siaddr: siaddr,
                chaddr: [0x52, 0x54, 0, 0x12, 0x34, 0x56], file: ArraySlice(file.utf8),
                options: DHCPOptions(
                    [
                        DHCPOption(.messageType, [type.rawValue]),
                        DHCPOption(.serverIdentifier, server.octets),
                    ]
                        + options))
        }

        var conflicts: [BootConflict]? {
            SnoopedReply(message, from: server)?.conflicts(own: SnoopedReplyTests.own)
        }
    }

    private static func option(_ code: DHCPOptionCode, _ text: String) -> DHCPOption {
        DHCPOption(code, Array(text.utf8))
    }

    @Test func `an ACK tells who gave which address to whom`() throws {
        let reply = try #require(SnoopedReply(Answer().message, from: IPv4Address(10, 9, 9, 9)))
        #expect(reply.messageType == .ack)
        #expect(reply.mac == MACAddress("52:54:00:12:34:56"))
        #expect(reply.transactionID == 7)
        #expect(reply.server == Self.server)
        #expect(reply.address == Self.lease)
    }

    @Test func `without option 54 the sender is the server`() throws {
        var message = Answer().message
        message.options[.serverIdentifier] = nil
        #expect(SnoopedReply(message, from: IPv4Address(10, 9, 9, 9))?.server == IPv4Address(10, 9, 9, 9))
    }

    @Test func `requests, other replies and replies to other hardware say nothing`() {
        #expect(SnoopedReply(Answer(type: .nak).message, from: Self.server) == nil)
        #expect(SnoopedReply(TestClient(type: .request).message, from: Self.server) == nil)
        var message = Answer().message
        message.htype = 6
        #expect(SnoopedReply(message, from: Self.server) == nil)
    }

    @Test func `addresses alone are no conflict, also with the server itself as next server`() {
        #expect(Answer().conflicts == [])
        #expect(Answer(siaddr: Self.server).conflicts == [])
    }

    @Test func `a next server that is this one is what Secure Boot needs`() {
        #expect(Answer(siaddr: IPv4Address(10, 1, 0, 1)).conflicts == [])
    }

    @Test func `quirk 2: option 60 from another server is a conflict, for PXE and for HTTP Boot`() {
        for text in ["PXEClient", "PXEClient:Arch:00007", "HTTPClient"] {
            #expect(
                Answer(options: [Self.option(.vendorClass, text)]).conflicts == [.vendorClass(text)])
        }
        #expect(Answer(options: [Self.option(.vendorClass, "MSFT 5.0")]).conflicts == [])
    }

    @Test func `quirk 2: option 60 on our own address leads PXE clients to our port 4011`() {
        let own = IPv4Address(10, 0, 0, 1)
        #expect(Answer(server: own, options: [Self.option(.vendorClass, "PXEClient")]).conflicts == [])
        #expect(
            Answer(server: own, options: [Self.option(.vendorClass, "HTTPClient")]).conflicts
                == [.vendorClass("HTTPClient")])
    }

    @Test func `quirks 13 and 35: a boot file is a conflict, in the header and in option 67`() {
        #expect(Answer(file: "pxelinux.0").conflicts == [.bootFile("pxelinux.0")])
        #expect(
            Answer(type: .offer, options: [Self.option(.bootFileName, "router.bin\0")]).conflicts
                == [.bootFile("router.bin")])
    }

    @Test func `quirk 35: a third machine as next server is a conflict`() {
        let other = IPv4Address(10, 0, 0, 9)
        #expect(Answer(siaddr: other).conflicts == [.nextServer(other)])
    }

    @Test func `another proxy is a conflict, and our own offers are none`() {
        let boot = [Self.option(.vendorClass, "PXEClient")]
        #expect(Answer(type: .offer, yiaddr: .any, options: boot).conflicts == [.otherProxy])
        let own = IPv4Address(10, 0, 0, 1)
        #expect(Answer(type: .offer, server: own, yiaddr: .any, file: "x", options: boot).conflicts == [])
        // The answer to an INFORM gives no address either.
        #expect(Answer(yiaddr: .any, file: "x").conflicts == [])
    }

    @Test(arguments: [
        (BootConflict.vendorClass("PXEClient"), ["option 60 \"PXEClient\"", "remove option 60 on 10.0.0.2"]),
        (.vendorClass("HTTPClient"), ["option 60 \"HTTPClient\"", "remove option 60 on 10.0.0.2"]),
        (.bootFile("a\"\u{1B}[2J"), ["the boot file \"a\\\"\\u{1B}[2J\"", "remove the file name"]),
        (.nextServer(IPv4Address(10, 0, 0, 9)), ["next server 10.0.0.9", "set next-server on 10.0.0.2"]),
        (.otherProxy, ["10.0.0.2 answers network boots too", "stop one of the two"]),
    ])
    func `a sentence names the server, the value and what to do`(conflict: BootConflict, parts: [String]) {
        let sentence = conflict.sentence(server: Self.server)
        #expect(sentence.contains("10.0.0.2"))
        #expect(!sentence.contains("\n"))
        for part in parts { #expect(sentence.contains(part), "\(sentence)") }
    }

    @Test(arguments: ["o_d60skip", "a_skip"])
    func `real servers' answers are judged as what came of them`(name: String) throws {
        let messages = try #require(Capture(named: name)).datagrams.map {
            try DHCPMessage(parsing: $0.payload)
        }
        let replies = messages.compactMap { SnoopedReply($0, from: .any) }.filter { $0.address != nil }
        #expect(!replies.isEmpty)
        let spoils = replies.contains {
            $0.conflicts(own: [Vector.server]).contains(.vendorClass("PXEClient"))
        }
        #expect(spoils == (name == "o_d60skip"))
    }
}
