import Lab
import Testing

@Suite(.timeLimit(.minutes(30)))
struct ProfileChangeTests {
    @Test func `a profile changed with the sqlite3 shell is what the next power-on boots`() async throws {
        let machine = VirtualMachine.Hardware(mac: "52:54:00:4e:42:03", firmware: .uefi)
        try await Bench.run(settings: "menu: { timeout: 0s }") { bench in
            try await bench.importProfile("worker")
            try await bench.importProfile("control-plane")
            try await bench.addNode("rack3", mac: machine.mac, profile: "worker")
            let first = try await bench.boot(machine)

            try await bench.server.sqlite(
                "UPDATE mac_profile SET profile = 'control-plane' WHERE mac = '\(machine.mac)'")
            let second = try await bench.boot(machine)

            #expect(first.profile == "worker")
            #expect(first.initrd == "worker")
            #expect(second.profile == "control-plane")
            #expect(second.initrd == "control-plane")
        }
    }
}
