import DHCP
import NetTypes
import Testing

@Suite struct PXERequestTests {
    private func reason(_ message: DHCPMessage, on port: BootPort = .dhcp) -> IgnoredReason? {
        switch PXERequest.validate(message, arrivedOn: port) {
        case .success: nil
        case .failure(let reason): reason
        }
    }

    @Test func `a DISCOVER of PXE firmware is read`() throws {
        let request = try TestClient(ciaddr: IPv4Address(10, 0, 0, 5), giaddr: IPv4Address(10, 0, 0, 1))
            .request()
        #expect(request.mac == MACAddress("52:54:00:12:34:56"))
        #expect(request.transactionID == 0x1234_5678)
        #expect(request.arrivedOn == .dhcp)
        #expect(request.messageType == .discover)
        #expect(request.loader == .pxe)
        #expect(request.architectures == [7])
        #expect(request.guid == nil)
        #expect(request.ciaddr == IPv4Address(10, 0, 0, 5))
        #expect(request.giaddr == IPv4Address(10, 0, 0, 1))
    }

    @Test func `replies, our own included, are ignored`() {
        var message = TestClient().message
        message.op = .reply
        #expect(reason(message) == .notRequest(.reply))
    }

    @Test func `only Ethernet is served`() {
        var message = TestClient().message
        message.htype = 32
        message.hlen = 0
        #expect(reason(message) == .notEthernet(htype: 32, hlen: 0))
    }

    @Test(arguments: ["pxeclient", "PXEClien", "HttpClient", "HTTPClien", "MSFT 5.0", "", " PXEClient"])
    func `the vendor class is matched by case-sensitive prefix`(vendorClass: String) {
        #expect(reason(TestClient(vendorClass: vendorClass).message) == .otherVendorClass(vendorClass))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9] as [UInt8])
    func `port 67 answers DISCOVER and port 4011 REQUEST, INFORM and DISCOVER`(rawType: UInt8) {
        let type = DHCPMessageType(rawValue: rawType)
        let message = TestClient(type: type).message
        #expect(reason(message, on: .dhcp) == (type == .discover ? nil : .notDiscover(type)))
        let isForBootServer = [.discover, .request, .inform].contains(type)
        #expect(reason(message, on: .bootServer) == (isForBootServer ? nil : .notForBootServer(type)))
    }

    @Test func `HTTP Boot is not for port 4011`() {
        let message = TestClient(vendorClass: "HTTPClient:Arch:00016", type: .request).message
        #expect(reason(message, on: .bootServer) == .httpBootOnBootServer)
    }

    @Test(
        arguments: [(0, nil), (1, .bootLayer(1)), (0x8000, .bootLayer(0x8000))] as [(UInt16, IgnoredReason?)])
    func `only layer 0 of a boot item is served`(layer: UInt16, expected: IgnoredReason?) {
        let item = PXEVendorOptions(bootItem: PXEBootItem(type: 0x8000, layer: layer))
        let client = TestClient(type: .request, extra: [DHCPOption(.vendorSpecific, item.encoded())])
        #expect(reason(client.message, on: .bootServer) == expected)
    }

    @Test(
        arguments: [
            ("PXEClient:Arch:00011:UNDI:003000", nil, [11]), ("PXEClient:Arch:00011", [], [11]),
            ("PXEClient", nil, [0]),
            ("HTTPClient:Arch:00016:UNDI:003000", nil, [16]), ("PXEClient:Arch:zzzzz:UNDI", nil, [0]),
            ("PXEClient:Arch:99999", nil, [0]), ("PXEClient:Arch:00011", [0, 7, 0, 0], [7, 0]),
            ("PXEClient:", nil, [0]),
        ] as [(String, ArraySlice<UInt8>?, [UInt16])])
    func `the architecture is that of option 93, else of option 60, else 0`(
        vendorClass: String, option: ArraySlice<UInt8>?, codes: [UInt16]
    ) throws {
        let request = try TestClient(vendorClass: vendorClass, architectures: option).request()
        #expect(request.architectures == codes)
    }

    @Test(arguments: ["iPXE", "\u{4}iPXE", "gPXE", "xx iPXE yy"])
    func `iPXE is known by its user class`(userClass: String) throws {
        let client = TestClient(extra: [DHCPOption(.userClass, Array(userClass.utf8))])
        #expect(try client.request().loader == .ipxe(nil))
    }

    @Test(arguments: ["ipxe", "IPXE", "iPX", ""])
    func `another user class is not iPXE`(userClass: String) throws {
        let client = TestClient(extra: [DHCPOption(.userClass, Array(userClass.utf8))])
        #expect(try client.request().loader == .pxe)
    }

    @Test func `HTTP Boot firmware is known by its vendor class, iPXE behind it by its own marks`() throws {
        var client = TestClient(vendorClass: "HTTPClient:Arch:00016:UNDI:003000")
        #expect(try client.request().loader == .httpBoot)
        client.extra = [TestClient.ipxeUserClass]
        #expect(try client.request().loader == .ipxe(nil))
    }

    @Test func `quirk 15: chain-loaded iPXE sends the bare PXEClient`() throws {
        let message = try DHCPMessage(parsing: Vector.named("undionly-chained").request)
        let request = try PXERequest.validate(message, arrivedOn: .dhcp).get()
        #expect(message.vendorClass == "PXEClient")
        #expect(request.architectures == [0])
    }

    @Test func `quirk 20: FlexBoot has no user class but option 175`() throws {
        let client = TestClient(extra: [DHCPOption(.ipxeEncapsulated, [0x13, 1, 1])])
        #expect(try client.request().loader == .ipxe(IPXEOptions(features: [.http])))
        let empty = TestClient(extra: [DHCPOption(.ipxeEncapsulated, [])])
        #expect(try empty.request().loader == .ipxe(IPXEOptions()))
    }

    @Test func `quirk 8: the garbage octet in option 55 changes nothing`() throws {
        let request = try TestClient(extra: [DHCPOption(.parameterRequestList, [1, 3, 0xCE, 0])]).request()
        #expect(request.loader == .pxe)
    }

    @Test(
        arguments: [nil, [], [0], [UInt8](repeating: 0, count: 17), [UInt8](repeating: 9, count: 300)]
            as [[UInt8]?])
    func `quirks 27 and 29: options 94 and 97 may be absent or garbage`(identifier: [UInt8]?) throws {
        var client = TestClient()
        client.extra = identifier.map { [DHCPOption(.clientMachineIdentifier, $0)] } ?? []
        #expect(try client.request().loader == .pxe)
    }

    @Test func `quirk 29: a DISCOVER padded to 548 octets is read like any other`() throws {
        let message = try DHCPMessage(parsing: TestClient().message.encoded(minimumLength: 548))
        #expect(try PXERequest.validate(message, arrivedOn: .dhcp).get() == TestClient().request())
    }

    @Test func `every reason says the value`() {
        let texts: [(IgnoredReason, String)] = [
            (.notRequest(.reply), "op is 2"), (.notEthernet(htype: 32, hlen: 0), "htype 32 with hlen 0"),
            (.noMessageType, "option 53"), (.noVendorClass, "option 60"),
            (.otherVendorClass("MSFT\n"), #""MSFT\n""#), (.notDiscover(.request), "REQUEST on port 67"),
            (.notForBootServer(.decline), "DECLINE on port 4011"), (.httpBootOnBootServer, "HTTPClient"),
            (.bootLayer(0x8000), "0x8000"),
        ]
        for (reason, text) in texts { #expect(reason.description.contains(text), "\(reason)") }
    }
}
