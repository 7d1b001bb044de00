import Lab
import Testing

@Suite(.timeLimit(.minutes(30)))
struct NetbootTests {
    private let mac = "52:54:00:4e:42:01"

    @Test func `UEFI PXE boots the profile through the offer on port 67`() async throws {
        try await Bench.run(settings: "menu: { timeout: 1s }") { bench in
            let report = try await boot(.uefi, on: bench)

            #expect(report.profile == "worker")
            #expect(report.initrd == "worker")
            #expect(report.mac == mac)
            #expect(try await bench.capture.packets(matching: "udp dst port 4011").isEmpty)
        }
    }

    @Test func `UEFI PXE boots the profile through the boot server on port 4011`() async throws {
        // The DHCP server of the same host owns port 67 and points PXE clients to 4011, so Rackrise's own DHCP port
        // is one that nobody asks.
        try await Bench.run(
            addresses: .sameHostWithVendorClass, settings: "dhcp: { port: 1067 }\nmenu: { timeout: 0s }"
        ) { bench in
            let report = try await boot(.uefi, on: bench)

            #expect(report.profile == "worker")
            #expect(report.initrd == "worker")
            #expect(report.mac == mac)
            let answers = try await bench.capture.packets(
                matching: "udp src port 4011 and src host \(Bench.address)")
            #expect(!answers.isEmpty)
        }
    }

    @Test func `a BIOS iPXE ROM boots the profile`() async throws {
        try await Bench.run(settings: "menu: { timeout: 1s }") { bench in
            let report = try await boot(.bios, on: bench)

            #expect(report.profile == "worker")
            #expect(report.initrd == "worker")
            #expect(report.mac == mac)
        }
    }

    @Test func `a BIOS machine made to chain undionly.kpxe boots the profile with it`() async throws {
        // What an operator would type at an iPXE prompt: an address and an offer first, then the server's own iPXE.
        let chain = """
            #!ipxe
            dhcp
            chain tftp://${proxydhcp/next-server}/undionly.kpxe

            """
        try await Bench.run(settings: "menu: { timeout: 0s }") { bench in
            try await prepare(bench)
            let (report, console) = try await bench.powerOn(.init(mac: mac, firmware: .biosWithScript(chain)))
            {
                (try await $0.waitForGuest(), $0.console.text)
            }

            #expect(console.contains("using undionly"))
            #expect(report.profile == "worker")
            #expect(report.initrd == "worker")
            #expect(report.mac == mac)
        }
    }

    @Test func `UEFI HTTP Boot boots the profile`() async throws {
        try await Bench.run(settings: "menu: { timeout: 1s }") { bench in
            try await prepare(bench)
            let (report, console) = try await bench.powerOn(.init(mac: mac, firmware: .uefiHTTPBoot)) {
                (try await $0.waitForGuest(), $0.console.text)
            }

            #expect(console.contains("URI: http://\(Bench.address):8080/"))
            #expect(report.profile == "worker")
            #expect(report.initrd == "worker")
            #expect(report.mac == mac)
        }
    }

    private func prepare(_ bench: Bench) async throws {
        try await bench.importProfile("worker")
        try await bench.addNode("rack1", mac: mac, profile: "worker")
    }

    private func boot(_ firmware: Firmware, on bench: Bench) async throws -> GuestReport {
        try await prepare(bench)
        return try await bench.boot(.init(mac: mac, firmware: firmware))
    }
}
