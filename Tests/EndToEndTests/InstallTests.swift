import Commands
import Foundation
import Lab
import Testing

/// Machines with a blank disk, from power-on to a system that boots from that disk and has proved itself.
// Long enough for ten resets on a busy host: each takes up to two minutes, most of them in the firmware.
@Suite(.timeLimit(.minutes(40)))
struct InstallTests {
    private let node = "rack1"
    private let mac = "52:54:00:4e:42:21"
    /// Of the kind that a machine joins a cluster with.
    private let secret = "K10c0ffee0badf00d5eed::server:7e5d2a9041b86cf3"
    /// How often the power is cut when all is done; the long run does it ten times.
    private let resets = Int(ProcessInfo.processInfo.environment["RACKRISE_RESETS"] ?? "") ?? 1

    @Test func `a UEFI machine gets its system over SSH, a secret over nothing else, and never again`()
        async throws
    {
        try await Bench.runInstall { bench, images in
            try await bench.prepareInstall(images, trust: "reported", secret: secret)
            let machine = try await addMachine(bench, .uefi)
            try await installAndCheck(machine, bench, images)
            #expect(try await trust(bench) == "reported")
            let file = try await InstalledDisk(machine.disk).file(Bench.secretPath)
            #expect(file == InstalledDisk.File(content: secret, mode: "0400"))

            let open = try await bench.capture.streams(matching: "not tcp port 22")
            // What is public is found there, as it is and in Base64, so the secret would be.
            let key = try await bench.server.command("install", "key").run()
            #expect(open.contain("rackrise.token=") && open.contain(String(key.prefix(60))))
            #expect(!open.contain(secret))

            for _ in 0..<resets {
                let console = try await bench.powerOn(machine) {
                    // The firmware tries each way to netboot before its disk.
                    try await $0.wait(for: "Server listening on", within: .seconds(300))
                    return $0.console.text
                }
                #expect(console.contains("booting system configuration \(images.system)"))
                #expect(!console.contains("-nixos-system-installer-"))
            }
        }
    }

    @Test func `a BIOS machine fetches its system from the served cache, by signature`() async throws {
        try await Bench.runInstall { bench, images in
            try await bench.prepareInstall(
                images, copy: "{ mode: pull, keys: [\"\(images.publicKey)\"] }", root: "xfs", swap: 256,
                secret: secret)
            let machine = try await addMachine(bench, .bios)
            try await bench.server.command("node", "set", node, "--var", "cmdline=\(InstallImages.silence)")
                .run()
            try await expectRefusal(of: machine, bench)
            try await installAndCheck(machine, bench, images, "--wipe")
            #expect(try await trust(bench) == "tofu-bound")

            let served = try await bench.capture.streams(matching: "tcp src port 8080")
            #expect(served.contain("Sig: \(images.publicKey.prefix { $0 != ":" }):"))
        }
    }

    @Test func `a BIOS machine is installed although the server is killed while each phase is open`()
        async throws
    {
        let held = [
            "gate", "facts", "select-disk", "partition", "copy", "files", "install", "verify", "reboot",
            "confirm",
        ]
        let latch = HeldPhases(held)
        try await Bench.runInstall { bench, images in
            try await bench.prepareInstall(images, root: "btrfs", secret: secret, settings: latch.section)
            let machine = try await addMachine(bench, .bios)
            try await installAndCheck(machine, bench, images) {
                // Firmware whose download breaks off goes on to the next boot device; from here on nothing is lost,
                // and the kernel has yet to start.
                try await bench.waitUntilInitrdIsFetched()
                // It may have started by the time of the kill, and then the first phase that waits is open.
                var server = try await kill(bench.server, in: ["wait-for-ssh", held[0]], bench)
                for phase in held {
                    try await bench.waitUntilBegun(phase)
                    // The closure has three times as much.
                    if phase == "copy" { try await bench.waitForTraffic(of: 15_000_000) }
                    server = try await kill(server, in: [phase], bench)
                    try await latch.release(phase, on: bench)
                }
            }

            let runs = "SELECT count(*) FROM destructive_run WHERE phase = 'partition'"
            #expect(try await bench.server.sqlite(runs) == "1\n")
        }
    }

    private func addMachine(_ bench: Bench, _ firmware: Firmware) async throws -> VirtualMachine.Hardware {
        try await bench.addNode(node, mac: mac, profile: "worker", boot: "local")
        return .init(mac: mac, firmware: firmware, disk: try await bench.blankDisk())
    }

    /// Gives a machine's disk a partition, and expects that an install stops there and leaves every octet as it is.
    private func expectRefusal(of machine: VirtualMachine.Hardware, _ bench: Bench) async throws {
        guard case .kept(let disk)? = machine.disk else {
            throw LabError("the machine has no disk of its own")
        }
        let partition = "echo ,100M | sfdisk --quiet \"$0\" && cp --sparse=always \"$0\" \"$0.before\""
        try await Command("sh", ["-c", partition, disk]).run()
        let refused = Task { [node] in try await bench.installOutcome(node) }
        defer { refused.cancel() }
        try await bench.waitUntilArmed(node)
        let outcome = try await bench.powerOn(machine) { _ in try await refused.value }
        let status = try await bench.server.command("install", "status", node).run()
        #expect(outcome.status == 1 && status.contains("disk-not-empty"), "\(outcome) \(status)")
        try await Command("cmp", [disk, disk + ".before"]).run()
    }

    /// How the installer's host key was proved.
    private func trust(_ bench: Bench) async throws -> String {
        let keys = "SELECT DISTINCT trust FROM host_key WHERE target = 'installer'"
        return try await bench.server.sqlite(keys).trimmingCharacters(in: .newlines)
    }

    /// Kills the server, expects that it left one of these phases open, and starts another.
    private func kill(
        _ server: RackriseServer, in phases: [String], _ bench: Bench
    ) async throws -> RackriseServer {
        try await server.killAndStartAgain {
            let open = try await bench.openPhases()
            #expect(phases.contains { open == [$0] }, "\(open)")
        }
    }

    /// Powers the machine on while its node is armed, and looks at the console and the timeline when it is installed.
    private func installAndCheck(
        _ machine: VirtualMachine.Hardware, _ bench: Bench, _ images: InstallImages, _ options: String...,
        meanwhile: @Sendable () async throws -> Void = {}
    ) async throws {
        let installed = Task { [node] in try await bench.install(node, options) }
        defer { installed.cancel() }
        try await bench.waitUntilArmed(node)
        let console = try await bench.powerOn(machine) { machine in
            async let disturbed: Void = meanwhile()
            _ = try await (installed.value, disturbed)
            return machine.console.text
        }

        let systems = console.split(separator: "\n").filter { $0.contains("booting system configuration") }
        #expect(systems.count == 2 && systems.last?.contains(images.system) == true)
        let steps = try await bench.events(of: node).filter { $0.stage == "install" }
        let copied = """
            SELECT done_bytes > 10000000 AND done_bytes = total_bytes FROM step_run WHERE phase = 'copy'
            ORDER BY attempt DESC LIMIT 1
            """
        #expect(try await bench.server.sqlite(copied) == "1\n")
        // The installer's and, asked for with another identifier, the installed system's.
        #expect(Set(steps.compactMap(\.address)).count == 2)
    }
}
