import Commands
import Lab
import Testing

/// UEFI with Secure Boot on and Microsoft's keys enrolled.
@Suite(.timeLimit(.minutes(30)))
struct SecureBootTests {
    private let mac = "52:54:00:4e:42:21"

    @Test func `Debian's shim and signed GRUB boot a signed kernel`() async throws {
        try await Bench.run(addresses: .neighbourWithNextServer, settings: "menu: { timeout: 1s }") { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("rack1", mac: mac, profile: "worker", loader: "shim-grub")
            let (report, console) = try await bench.powerOn(.init(mac: mac, firmware: .uefiSecureBoot)) {
                (try await $0.waitForGuest(), $0.console.text)
            }

            #expect(console.contains("grubx64.efi"))
            #expect(report.secureBoot)
            #expect(report.profile == "worker")
            #expect(report.initrd == "worker")
            #expect(report.mac == mac)
        }
    }

    @Test func `an unsigned chainloader that firmware refuses is named on the timeline`() async throws {
        try await Bench.run { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("rack1", mac: mac, profile: "worker")
            _ = try await bench.powerOn(.init(mac: mac, firmware: .uefiSecureBoot)) { _ in
                try await bench.server.log.wait(for: "Secure Boot may be refusing", within: .seconds(200))
            }

            let events = try await bench.server.command("events", "rack1").run()
            #expect(events.contains("snponly.efi was loaded and not started"))
            #expect(events.contains("rackrise node set rack1 --loader shim-grub"))
            #expect(!events.contains("script"))
        }
    }
}
