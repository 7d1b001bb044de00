import Lab
import Testing

/// Machines that are no PC: emulated at a fraction of their speed.
@Suite(.timeLimit(.minutes(30)))
struct ArchitectureTests {
    private let mac = "52:54:00:4e:42:11"

    @Test func `64-bit Arm UEFI boots an arm64 profile`() async throws {
        let profile = GuestImages.arm64Profile
        try await Bench.run(settings: "menu: { timeout: 0s }") { bench in
            try await bench.importProfile(profile)
            try await bench.addNode("arm1", mac: mac, profile: profile)
            let report = try await bench.powerOn(.init(mac: mac, firmware: .uefiArm64)) {
                try await $0.waitForGuest(within: .seconds(240))
            }

            #expect(report.profile == profile)
            #expect(report.initrd == profile)
            #expect(report.mac == mac)
        }
    }

    @Test func `64-bit Arm UEFI is told on its console that a profile is for x86`() async throws {
        try await Bench.run(settings: "menu: { timeout: 0s }") { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("arm1", mac: mac, profile: "worker")
            let console = try await bench.powerOn(.init(mac: mac, firmware: .uefiArm64)) {
                try await $0.wait(for: "this machine is not booted", within: .seconds(240))
                return try await $0.wait(for: "the kernel of profile", within: .seconds(20))
            }

            #expect(console.contains("worker is for x86, this machine is arm64-uefi"))
        }
    }
}
