import DHCP
import NetTypes
import Testing

@Suite struct EncapsulatedOptionsTests {
    private let full = PXEVendorOptions(
        discoveryControl: [.noBroadcast, .noMulticast, .onlyListedServers],
        bootServers: [
            PXEBootServer(type: 0x8000, addresses: [IPv4Address(10, 0, 0, 1), IPv4Address(10, 0, 0, 2)]),
            PXEBootServer(type: 1, addresses: []),
        ],
        menu: [PXEMenuItem(type: 0, text: "local disk"), PXEMenuItem(type: 0x8000, text: "network")],
        prompt: PXEMenuPrompt(timeout: 5, text: "F8"), bootItem: PXEBootItem(type: 0x8000, layer: 1))

    @Test func `PXE sub-options are laid out as PXE 2.1 has them`() {
        let expected =
            "060107" + "080e" + "8000020a0000010a000002" + "000100" + "0917" + "00000a6c6f63616c206469736b"
            + "8000076e6574776f726b" + "0a03054638" + "470480000001" + "ff"
        #expect(Hexadecimal.text(full.encoded()) == expected)
        #expect(PXEVendorOptions(parsing: full.encoded()) == full)
    }

    @Test func `the skip bit alone is 06 01 08 ff`() {
        #expect(PXEVendorOptions(discoveryControl: .bootFileHere).encoded() == [6, 1, 8, 255])
        #expect(PXEVendorOptions().encoded() == [255])
    }

    @Test func `pads inside option 43 are skipped and END ends it`() {
        let options = PXEVendorOptions(parsing: [0, 71, 4, 0x80, 0, 0, 0, 0, 255, 6, 1, 8])
        #expect(options == PXEVendorOptions(bootItem: PXEBootItem(type: 0x8000)))
    }

    @Test func `malformed sub-options leave the others alone`() {
        let short: [[UInt8]] = [
            [6, 0], [8, 2, 0, 1], [8, 4, 0, 1, 1, 10], [9, 4, 0, 0, 9, 65], [10, 0], [71, 3, 0, 0, 0],
            [5, 1, 7],
        ]
        for octets in short {
            let options = PXEVendorOptions(parsing: octets + [71, 4, 0, 1, 0, 0])
            #expect(options == PXEVendorOptions(bootItem: PXEBootItem(type: 1)), "\(octets)")
        }
        #expect(PXEVendorOptions(parsing: [71, 5, 0, 1, 0, 0]) == PXEVendorOptions())
    }

    @Test func `what does not fit into a sub-option is left out`() {
        let servers = PXEBootServer(type: 1, addresses: [IPv4Address](repeating: .loopback, count: 100))
        let text = String(repeating: "x", count: 300)
        let options = PXEVendorOptions(
            bootServers: [servers, servers], menu: [PXEMenuItem(type: 1, text: text)],
            prompt: PXEMenuPrompt(timeout: 0, text: text))
        let parsed = PXEVendorOptions(parsing: options.encoded())
        #expect(parsed.bootServers.map(\.addresses.count) == [63])
        #expect(parsed.menu.map(\.text.count) == [252])
        #expect(parsed.prompt?.text.count == 254)
    }

    @Test func `the priority is 01 01 01 in option 175`() {
        #expect(IPXEOptions(priority: 1).encoded() == [1, 1, 1])
        #expect(IPXEOptions(priority: -1).encoded() == [1, 1, 255])
        #expect(IPXEOptions(parsing: [1, 1, 0xFF]).priority == -1)
    }

    @Test func `the features of a BIOS build of iPXE are read`() throws {
        let message = try DHCPMessage(parsing: Vector.named("bios-ipxe-rom").request)
        let options = try #require(message.ipxeOptions)
        #expect(options.busIdentifier == [0x01, 0x1A, 0xF4, 0x10, 0x00])
        #expect(options.version == [1, 0, 0])
        #expect(options.priority == nil)
        #expect(options.supports(.http) && options.supports(.bzImage) && options.supports(.menu))
        #expect(!options.supports(.efi) && !options.supports(.https))
        #expect(options.features.count == 12)
        #expect(IPXEOptions(parsing: options.encoded()) == options)
    }

    @Test func `the features of an EFI build of iPXE are read`() throws {
        let options = try #require(try DHCPMessage(parsing: Vector.named("ipxe-efi").request).ipxeOptions)
        #expect(options.supports(.efi) && !options.supports(.bzImage))
    }

    @Test(arguments: [("a", 84), ("é", 126), ("€", 84), ("\u{1F600}", 63), ("a\u{FFFD}", 63)])
    func `a text that is too long is cut between characters and reads as what was sent`(
        part: String, repetitions: Int
    ) {
        for length in [repetitions, repetitions + 1, repetitions + 100] {
            let text = String(repeating: part, count: length)
            let options = PXEVendorOptions(
                menu: [PXEMenuItem(type: 1, text: text)], prompt: PXEMenuPrompt(timeout: 1, text: text))
            let parsed = PXEVendorOptions(parsing: options.encoded())
            #expect(parsed.encoded() == options.encoded())
            #expect(text.utf8.starts(with: parsed.menu.first?.text.utf8 ?? "?".utf8))
            #expect(text.utf8.starts(with: parsed.prompt?.text.utf8 ?? "?".utf8))
        }
    }
}
