import Commands
import Foundation
import Lab

/// Powers UEFI machines on next to an ordinary DHCP server: one boots through Rackrise to its userland, the other is
/// installed and boots from its own disk.
@main
struct Demo {
    private static let netbooted = (name: "rack1", mac: "52:54:00:4e:42:01", profile: "control-plane")
    private static let installed = (name: "rack2", mac: "52:54:00:4e:42:02", profile: "worker")

    static func main() async {
        do {
            try await run()
        } catch {
            FileHandle.standardError.write(Data("demo: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run() async throws {
        step("A network of its own, a DHCP server that hands out addresses only, and rackrise serve")
        try await Bench.runInstall { bench, images in
            try await netboot(on: bench)
            try await install(images, on: bench)
        }
    }

    private static func netboot(on bench: Bench) async throws {
        let (node, mac, profile) = netbooted
        step("Importing profile \(profile) and listing \(mac) as \(node)")
        try await bench.importProfile(profile)
        try await bench.addNode(node, mac: mac, profile: profile)

        step("Power on: OVMF, its own UEFI PXE client, an empty machine. Its serial console:")
        let start = ContinuousClock.now
        let report = try await bench.powerOn(.init(mac: mac, firmware: .uefi)) {
            try await $0.waitForGuest(within: .seconds(180)) { show($0, after: ContinuousClock.now - start) }
        }
        guard report.profile == profile, report.initrd == profile, report.mac == mac else {
            throw LabError("the guest is not what was listed: \(report)")
        }

        step("The machine is in its userland. Its timeline, `rackrise events \(node)`:")
        print(try await bench.server.command("events", node).run())
    }

    private static func install(_ images: InstallImages, on bench: Bench) async throws {
        let (node, mac, profile) = installed
        step("Importing profile \(profile) with an install plan, and listing \(mac) as \(node)")
        try await bench.prepareInstall(images, secret: "what only this machine and its operator know")
        try await bench.addNode(node, mac: mac, profile: profile, boot: "local")

        step("`rackrise install \(node) --wait`, and power on: OVMF, an empty machine with a blank disk")
        let armed = Task { try await bench.install(node) }
        defer { armed.cancel() }
        try await bench.waitUntilArmed(node)
        let machine = VirtualMachine.Hardware(mac: mac, firmware: .uefi, disk: try await bench.blankDisk())
        let start = ContinuousClock.now
        try await bench.powerOn(machine) { machine in
            let system = "booting system configuration \(images.system)"
            try await machine.wait(for: system, within: .seconds(300)) {
                show($0, after: ContinuousClock.now - start)
            }
            print(try await armed.value)
        }

        step("The machine runs from its own disk. Its timeline, `rackrise events \(node)`:")
        print(try await bench.server.command("events", node).run())
    }

    private static func step(_ text: String) {
        print("\n== \(text)")
        fflush(nil)
    }

    private static func show(_ line: Substring, after time: Duration) {
        guard !line.allSatisfy(\.isWhitespace) else { return }
        print(String(format: "%6.1f s  ", time / .seconds(1)) + line)
        fflush(nil)
    }
}
