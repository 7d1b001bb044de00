import Commands
import Lab
import Testing

/// What a machine gets that nobody listed, with the default configuration.
@Suite(.timeLimit(.minutes(30)))
struct UnknownMachineTests {
    private let mac = "52:54:00:4e:42:99"

    @Test func `UEFI PXE finds no offer, and the reason is recorded`() async throws {
        try await Bench.run { bench in
            try await bench.importProfile("worker")
            let console = try await bench.powerOn(.init(mac: mac, firmware: .uefi)) {
                // 4 + 8 + 16 + 32 s of DISCOVERs.
                try await $0.wait(for: "PXE-E16", within: .seconds(150))
                return $0.console.text
            }

            #expect(!console.contains("NBP filename"))
            try await expectSilenceAndReason(on: bench)
        }
    }

    @Test func `a BIOS iPXE ROM finds nothing to boot, and the reason is recorded`() async throws {
        try await Bench.run { bench in
            try await bench.importProfile("worker")
            let console = try await bench.powerOn(.init(mac: mac, firmware: .bios)) {
                try await $0.wait(for: "Nothing to boot")
                return $0.console.text
            }

            #expect(!console.contains("Filename:"))
            try await expectSilenceAndReason(on: bench)
        }
    }

    @Test func `an unlisted host is refused chainloader, script and image`() async throws {
        try await Bench.run { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("rack1", mac: "52:54:00:4e:42:01", profile: "worker")

            for path in [
                "boot.ipxe", "boot.ipxe?mac=\(mac)", "boot.ipxe?mac=52:54:00:4e:42:01",
                "nixos/worker/bzImage",
                "nixos/worker/initrd", "nixos/worker/netboot.ipxe", "nixos/bzImage-worker",
                "nixos/initrd-worker", "autoexec.ipxe", "grub/grub.cfg",
            ] {
                let answer = try await bench.neighbour.command(
                    "curl",
                    [
                        "-s", "--max-time", "10", "-w", "\n%{http_code}",
                        "http://\(Bench.address):8080/\(path)",
                    ]
                ).run()
                let lines = answer.split(separator: "\n")
                #expect(lines.last == "403", "\(path)")
                #expect(lines.count > 1, "\(path): the body says why")
            }

            for name in [
                "snponly.efi", "undionly.kpxe", "shimx64.efi", "grubx64.efi", "autoexec.ipxe",
                "grub/grub.cfg",
                "grub/grub.cfg-01-52-54-00-4e-42-01", "nixos/worker/bzImage",
            ] {
                let transfer = try await bench.neighbour.command(
                    "curl", ["-sS", "--max-time", "10", "-o", "/dev/null", "tftp://\(Bench.address)/\(name)"]
                ).outcome()
                // curl's CURLE_TFTP_NOTFOUND and CURLE_TFTP_PERM: the server answered with an error.
                #expect([68, 69].contains(transfer.status), "\(name): \(transfer.errors)")
            }
        }
    }

    private func expectSilenceAndReason(on bench: Bench) async throws {
        let machine = "ether host \(mac)"
        #expect(!(try await bench.capture.packets(matching: "\(machine) and udp dst port 67")).isEmpty)
        let answers = "udp and src host \(Bench.address) and (dst port 68 or src port 4011)"
        #expect(try await bench.capture.packets(matching: answers).isEmpty)
        for service in ["udp dst port 69", "tcp dst port 8080"] {
            #expect(try await bench.capture.packets(matching: "\(machine) and \(service)").isEmpty)
        }
        let unknown = try await bench.server.command("node", "list", "--unknown").run()
        #expect(unknown.split(separator: "\n").contains { $0.contains(mac) && $0.contains("on no node") })
        let explanation = try await bench.server.command("explain", mac).outcome()
        #expect(explanation.output.contains("on no node"))
        #expect(explanation.status == 2)
    }
}
