import BootModel
import Commands
import Foundation
import InstallPlan
import Lab
import NetTypes
import Store
import Synchronization
import Testing

@testable import Installer

/// Whole installs over real SSH, on machines made of namespaces.
@Suite(.serialized, .timeLimit(.minutes(15))) struct InstallTests {
    @Test func `a machine is installed and confirmed`() async throws {
        let show =
            "cd /mnt/etc/secrets; cat token; echo and; base64 token; (printf abcd; cat token) | openssl base64; echo shown"
        let (bench, system) = try await Self.bootedBench("  files: { after: [\"\(show)\"] }")
        let installer = try await bench.installer()
        try await Self.finish(bench, installer, system)
        #expect(try String(contentsOfFile: bench.disk + "/partition-runs", encoding: .utf8) == "run\n")
        let secret = bench.disk + "/etc/secrets/token"
        let attributes = try FileManager.default.attributesOfItem(atPath: secret)
        #expect(try Data(contentsOf: URL(filePath: secret)) == Data(EngineBench.secret))
        #expect(attributes[.posixPermissions] as? Int == 0o400)
        #expect(attributes[.ownerAccountID] as? Int == 1234)
        #expect(attributes[.groupOwnerAccountID] as? Int == 1235)
        // Its beginning, as it is and in base64 after none to two octets of a group.
        let told = bench.story + bench.logs + installer.log
        for piece in ["s3cr3t", "czNjcjN0", "MzY3IzdC", "zM2NyM3Q"] { #expect(!told.contains(piece)) }
        #expect(bench.logs.contains(/\[secret\]and\n\[secret\]\n\S+\[secret\]\S+\nshown/), "\(bench.logs)")
        let steps = try bench.database.steps(of: bench.job)
        #expect(steps.map(\.phase) == InstallPhase.allCases)
        #expect(steps.allSatisfy { $0.endedAt != nil && $0.failure == nil })
    }

    @Test func `the machine keeps what is unmounted at the disk`() async throws {
        let system = try await SmallSystem.make()
        // As systemd makes it, and as a retry takes down what is mounted.
        let takeDown =
            "umount /mnt/sys/block; umount /mnt/sys/class/net; [ -e /sys/block/vdz ] && [ -e /sys/class/net/eth0 ]"
        let bench = try await Self.bootedBench(
            system, "  install: { retries: { max: 0 }, after: [\"\(takeDown)\"] }",
            partitionHook: "mount --make-rshared /")
        let installer = try await bench.installer()
        let job = try await bench.wait { $0.record.phase > .install || $0.outcome != nil }
        #expect(job.outcome == nil, "\(bench.story)\n\(bench.logs)")
        await bench.stopEngine()
        await installer.stop()
    }

    @Test func `a machine is followed to a new address although the old one answers`() async throws {
        let (bench, system) = try await Self.bootedBench(
            "  gate: { timeout: 2m, after: [\"\(Self.waitingHook("gate-runs"))\"] }")
        let second = IPv4Address(127, 0, 2, 7)
        let installer = try await bench.installer(furtherAddress: second)
        let runs = bench.disk + "/gate-runs"
        _ = try await bench.wait { _ in FileManager.default.fileExists(atPath: runs) }
        bench.hear(second, at: EngineBench.now)
        _ = try await bench.wait { _ in installer.wasAsked(at: second) }
        #expect(FileManager.default.createFile(atPath: bench.disk + "/go", contents: nil))
        try await Self.finish(bench, installer, system)
        #expect(try String(contentsOfFile: runs, encoding: .utf8) == "run\n")
    }

    @Test(arguments: [
        (MACAddress(rawValue: 0x5254_0000_0002), true), (EngineBench.card, false),
    ])
    func `another card, and what is only remembered, leave the connection alone`(
        card: MACAddress, isSignOfLife: Bool
    ) async throws {
        let (bench, _) = try await Self.bootedBench(
            "  gate: { timeout: 2m, after: [\"\(Self.waitingHook("gate-runs"))\"] }")
        let second = IPv4Address(127, 0, 2, 8)
        let installer = try await bench.installer(furtherAddress: second)
        let runs = bench.disk + "/gate-runs"
        _ = try await bench.wait { _ in FileManager.default.fileExists(atPath: runs) }
        bench.hear(second, of: card, at: isSignOfLife ? EngineBench.now : nil)
        let asked = bench.asked.withLock { $0 }
        // At the second time it has drawn its conclusion from the first.
        _ = try await bench.wait { _ in bench.asked.withLock { $0 } > asked + 2 }
        #expect(FileManager.default.createFile(atPath: bench.disk + "/go", contents: nil))
        // A search would have begun with the newest address.
        _ = try await bench.wait { $0.record.phase > .gate || $0.outcome != nil }
        #expect(!installer.wasAsked(at: second))
        await bench.stopEngine()
    }

    @Test func `who answered before is not why nobody answers any more`() async throws {
        let (bench, _) = try await Self.bootedBench("  wait-for-ssh: { timeout: 20s }")
        let wrong = "52:54:00:00:00:99"
        let other = try await bench.installer(mac: wrong)
        try await bench.waitForStory(wrong)
        await other.stop()
        let again = try await bench.installer(mac: wrong, address: other.address)
        _ = try await bench.wait { $0.outcome != nil || again.log.contains("Accepted publickey") }
        await again.stop()
        #expect(try await bench.end() == .failed(.waitForSSH, .httpFetchButNoSSH), "\(bench.story)")
        let warnings = bench.story.split(separator: "\n").filter { $0.hasPrefix("warning") }
        #expect(warnings.count == 1, "\(bench.story)")
    }

    @Test func `what is heard after the restart names what is wrong`() async throws {
        let (bench, _) = try await Self.bootedBench(
            """
              verify: { after: ["\(Self.waitingHook("verify-runs"))"] }
              confirm: { timeout: 2s }
            """)
        let start = EngineBench.now
        let installer = try await bench.installer()
        let runs = bench.disk + "/verify-runs"
        _ = try await bench.wait { _ in FileManager.default.fileExists(atPath: runs) }
        // Nobody listens there, while the installer's server may answer for a moment after the restart.
        let nowhere = IPv4Address(127, 0, 2, 9)
        func hear(_ time: WallClock?) {
            bench.heard.withLock {
                $0 = [HeardAddress(mac: EngineBench.card, address: nowhere, heardAt: time)]
            }
        }
        // Heard, but before the restart.
        hear(start)
        #expect(FileManager.default.createFile(atPath: bench.disk + "/go", contents: nil))
        #expect(try await bench.end() == .installedUnconfirmed(.noSignOfLife), "\(bench.story)")
        try await installer.waitForEnd()

        hear(EngineBench.now)
        #expect(try await bench.endOfRetry() == .installedUnconfirmed(.ipUnknownAfterReboot))
        try await bench.waitForStory("no SSH server of it answers at \(nowhere)")

        // Up, and nobody gives it an address.
        hear(nil)
        bench.sign.withLock { $0 = EngineBench.now }
        #expect(try await bench.endOfRetry() == .installedUnconfirmed(.ipUnknownAfterReboot))

        // The firmware asks a server that has been started again since.
        bench.sign.withLock { $0 = nil }
        #expect(try await bench.endOfRetry() == .installedUnconfirmed(.noSignOfLife))
        try bench.database.record(
            events: [
                BootEvent(
                    time: EngineBench.now, mac: nil, node: "n1", stage: .offer, outcome: .done,
                    detail: "offered")
            ])
        #expect(try await bench.endOfRetry() == .installedUnconfirmed(.ipUnknownAfterReboot))
    }

    @Test func `a machine that boots an installer again is not taken for installed`() async throws {
        let (bench, _) = try await Self.bootedBench()
        try await bench.installer().waitForEnd()
        // Another server gave it one, which takes our key.
        let again = try await bench.installer(token: "52-54-00-00-00-01-8-0123456789abcdef")
        #expect(try await bench.end() == .failed(.confirm, .bootedInstallerAgain), "\(bench.story)")
        try await bench.waitForStory("the machine at \(again.address) runs an installer again")
        #expect(try String(contentsOfFile: bench.disk + "/partition-runs", encoding: .utf8) == "run\n")
        #expect(!again.isOver)
    }

    @Test func `another machine behind the address stays untouched`() async throws {
        let (bench, _) = try await Self.bootedBench("  wait-for-ssh: { timeout: 15s }")
        let other = try await bench.installer(mac: "52:54:00:00:00:99")
        let job = try await bench.wait { $0.outcome != nil }
        #expect(job.outcome == .failed(.waitForSSH, .gateMACMismatch), "\(bench.story)")
        #expect(job.installerKey == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.disk).isEmpty)
        #expect(bench.story.contains("52:54:00:00:00:99"))
        #expect(try bench.database.node(name: "n1")?.boot == .local)
    }

    @Test func `another boot of the machine is not taken for this one`() async throws {
        let (bench, _) = try await Self.bootedBench("  wait-for-ssh: { timeout: 15s }")
        let other = try await bench.installer(token: "52-54-00-00-00-01-6-0123456789abcdef")
        let job = try await bench.wait { $0.outcome != nil }
        #expect(job.outcome == .failed(.waitForSSH, .gateTokenMismatch), "\(bench.story)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.disk).isEmpty)
    }

    @Test func `a further boot of the installer has a host key of its own`() async throws {
        let (bench, _) = try await Self.bootedBench(
            "  gate: { timeout: 2m, after: [\"\(Self.waitingHook("gate-runs"))\"] }")
        let installer = try await bench.installer()
        let runs = bench.disk + "/gate-runs"
        _ = try await bench.wait { _ in FileManager.default.fileExists(atPath: runs) }
        await installer.stop()
        let token = "52-54-00-00-00-01-8-0123456789abcdef"
        #expect(try await bench.supervisor.boot(of: bench.job, token: token) == .installer)
        _ = try await bench.installer(token: token)
        let job = try await bench.wait { $0.outcome != nil || $0.record.phase > .waitForSSH }
        #expect(job.outcome == nil, "\(bench.story)")
        await bench.stopEngine()
    }

    @Test func `a pinned key that cannot be read is not taken for none`() async throws {
        let (bench, _) = try await Self.bootedBench()
        await bench.stopEngine()
        try bench.database.pin(
            PinnedHostKey(key: "ssh-ed25519 AAAA", trust: .reported), for: .installer, of: bench.job)
        await bench.startEngine()
        let machine = try await bench.installer()
        #expect(try await bench.end() == .failed(.waitForSSH, .hostkeyMismatch), "\(bench.story)")
        #expect(!machine.log.contains("Accepted publickey"))
    }

    @Test func `a reported key that is not the machine's stops the job`() async throws {
        let (bench, _) = try await Self.bootedBench()
        let token = try #require(try bench.stored().record.tokens.last)
        try await bench.supervisor.phoneHome(
            job: bench.job, token: token, address: .init(127, 0, 1, 1),
            keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmq7IPlzXgYF2kW3Sxr9ZlZPyQOIxmpAP5vvSbrIvkT"])
        let machine = try await bench.installer()
        let job = try await bench.wait { $0.outcome != nil }
        #expect(job.outcome == .failed(.waitForSSH, .hostkeyMismatch), "\(bench.story)")
        #expect(!machine.log.contains("Accepted publickey"))
    }

    @Test func `a cancelled job stops what runs on the machine`() async throws {
        // Other runs on this host have such a step too.
        let mark = UUID().uuidString
        let (bench, _) = try await Self.bootedBench(
            "  gate: { after: [\"sleep 300; echo \(mark) >/disk/late\"] }")
        let machine = try await bench.installer()
        _ = try await bench.wait { $0.record.phase == .gate && $0.record.activity == .running }
        try await Task.sleep(for: .seconds(1))
        try bench.database.request(.cancel, ofNode: "n1", at: bench.stored().armedAt)
        let job = try await bench.wait { $0.outcome != nil }
        #expect(job.outcome == .cancelled)
        let deadline = ContinuousClock.now + .seconds(20)
        while try await Command("pgrep", ["-f", "sleep 300; echo \(mark)"]).outcome().status == 0 {
            try #require(ContinuousClock.now < deadline, "the step still runs")
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(!machine.isOver)
        #expect(try bench.database.node(name: "n1")?.state == .held)
    }

    /// A command that runs until the machine's disk has a file `go`; a line in `runs` there says that it began.
    private static func waitingHook(_ runs: String) -> String {
        "echo run >>/disk/\(runs); until [ -e /disk/go ]; do sleep 0.1; done"
    }

    /// A small system, and an engine that waits for the machine which has fetched the installer's script.
    private static func bootedBench(_ plan: String = "") async throws -> (EngineBench, SmallSystem) {
        let system = try await SmallSystem.make()
        return (try await bootedBench(system, plan), system)
    }

    private static func bootedBench(
        _ system: SmallSystem, _ plan: String, partitionHook: String = "true"
    ) async throws -> EngineBench {
        let bench = try await EngineBench(plan: system.plan(plan, partitionHook: partitionHook))
        await bench.startEngine()
        try await bench.bootInstaller()
        return bench
    }

    /// Follows an install over its restart to its end.
    private static func finish(
        _ bench: EngineBench, _ installer: NamespaceMachine, _ system: SmallSystem
    ) async throws {
        _ = try await bench.wait { $0.record.phase >= .reboot || $0.outcome != nil }
        if let outcome = try bench.stored().outcome {
            throw LabError("the job ended early: \(outcome)", evidence: bench.story + "\n" + bench.logs)
        }
        #expect(try bench.database.node(name: "n1")?.boot == .local)
        try await installer.waitForEnd()
        let installed = try await bench.installedSystem(system.path)
        let job = try await bench.wait { $0.outcome != nil }
        #expect(job.outcome == .installed, "\(bench.story)\n\(bench.logs)")
        #expect(job.systemKey?.trust == .injected)
        #expect(installed.log.contains("Accepted publickey"))
        await bench.stopEngine()
    }
}
