import DHCP
import NetTypes
import Testing

@Suite struct CaptureTests {
    private static let names = ["a_skip", "b_menu", "b_undi", "o_binl", "o_d60skip", "o_httpipxe"]
    private static let counts = [10, 7, 15, 12, 9, 10]

    @Test(arguments: zip(names, counts))
    func `what was captured is parsed and encoded without loss`(name: String, count: Int) throws {
        let capture = try #require(Capture(named: name))
        #expect(capture.datagrams.count == count)
        for datagram in capture.datagrams {
            let message = try DHCPMessage(parsing: datagram.payload)
            let encoded = message.encoded()
            #expect(encoded.prefix(240) == datagram.payload.prefix(240))
            #expect(RawOptions(of: encoded).byCode == RawOptions(of: datagram.payload).byCode)
        }
    }

    @Test(arguments: names)
    func `every captured DISCOVER and boot server request is answered, and nothing else`(name: String) throws
    {
        for datagram in try #require(Capture(named: name)).datagrams {
            let message = try DHCPMessage(parsing: datagram.payload)
            let port: BootPort = datagram.destinationPort == 4011 ? .bootServer : .dhcp
            let isAnswered: Bool
            if case .success = PXERequest.validate(message, arrivedOn: port) {
                isAnswered = true
            } else {
                isAnswered = false
            }
            let isForUs = message.messageType == .discover || port == .bootServer
            #expect(isAnswered == (message.op == .request && isForUs))
        }
    }

    @Test(arguments: names)
    func `the addresses heard in REQUESTs are those the DHCP server acknowledged`(name: String) throws {
        let messages = try #require(Capture(named: name)).datagrams.map {
            try DHCPMessage(parsing: $0.payload)
        }
        let heard = Set(messages.compactMap(AddressSighting.init).map { "\($0.mac) \($0.address)" })
        let acknowledged = messages.filter { $0.messageType == .ack && $0.yiaddr != .any }
        #expect(!heard.isEmpty)
        #expect(heard == Set(acknowledged.compactMap { m in m.hardwareAddress.map { "\($0) \(m.yiaddr)" } }))
    }
}
