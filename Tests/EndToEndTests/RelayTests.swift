import Lab
import Testing

/// Machines on another subnet, whose requests reach the server through `isc-dhcp-relay`; images are not open.
@Suite(.timeLimit(.minutes(30)))
struct RelayTests {
    private let mac = "52:54:00:4e:42:30"

    @Test func `UEFI PXE boots through a relay`() async throws {
        try await Bench.run(behindRelay: true, settings: "menu: { timeout: 0s }") { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("rack30", mac: mac, profile: "worker")
            let report = try await bench.boot(.init(mac: mac, firmware: .uefi))

            #expect(report.profile == "worker")
            #expect(report.mac == mac)
            let replies = try await bench.capture.packets(
                matching: "udp src port 67 and src host \(Bench.address) and dst host 192.168.78.1")
            #expect(!replies.isEmpty)
        }
    }

    @Test func `a machine without a token is known by the REQUEST that was relayed`() async throws {
        // The image builder's own script names neither machine nor token, and its images are closed to strangers.
        let chain = """
            #!ipxe
            dhcp
            chain http://\(Bench.address):8080/nixos/worker/netboot.ipxe

            """
        try await Bench.run(behindRelay: true) { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("rack30", mac: mac, profile: "worker")
            let report = try await bench.boot(.init(mac: mac, firmware: .biosWithScript(chain)))

            #expect(report.profile == "worker")
            #expect(report.mac == mac)
        }
    }
}
