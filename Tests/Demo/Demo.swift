import Foundation
import Lab

/// Powers a UEFI machine on next to an ordinary DHCP server and shows it boot through Rackrise to its userland.
@main
struct Demo {
    private static let node = "rack1"
    private static let mac = "52:54:00:4e:42:01"

    static func main() async {
        do {
            try await run()
        } catch {
            FileHandle.standardError.write(Data("demo: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run() async throws {
        let clock = ContinuousClock()
        step("A network of its own, a DHCP server that hands out addresses only, and rackrise serve")
        try await Bench.run { bench in
            step("Importing profile worker and listing \(mac) as \(node)")
            try await bench.importProfile("worker")
            try await bench.addNode(node, mac: mac, profile: "worker")

            step("Power on: OVMF, its own UEFI PXE client, an empty machine. Its serial console:")
            let start = clock.now
            let report = try await bench.powerOn(.init(mac: mac, firmware: .uefi)) {
                try await $0.waitForGuest(within: .seconds(180)) { show($0, after: clock.now - start) }
            }
            guard report.profile == "worker", report.initrd == "worker", report.mac == mac else {
                throw LabError("the guest is not what was listed: \(report)")
            }

            step("The machine is in its userland. Its timeline, `rackrise events \(node)`:")
            print(try await bench.server.command("events", node).run())
        }
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
