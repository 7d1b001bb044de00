import BootModel
import Foundation
import InstallPlan
import Lab
import Store
import Synchronization
import Testing

@testable import Installer

/// What an install needs and does not have, or not as it had it.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ChangedNodeTests {
    private static let withoutKey = "DELETE FROM node_variable WHERE name = 'key'"

    @Test func `a variable that is gone ends the install by its name, and a retry takes it up again`()
        async throws
    {
        let bench = try await EngineBench(plan: try await SmallSystem.make().plan())
        try await bench.edit(Self.withoutKey)
        await bench.startEngine()
        guard case .localDisk(let reason) = try await bench.boot() else {
            Issue.record("an installer was handed out")
            return
        }
        #expect(reason.hasPrefix("variable-missing"), "\(reason)")
        let missing = InstallJob.Outcome.failed(.waitForSSH, .variableMissing)
        #expect(try await bench.end() == missing)
        #expect(try await bench.endOfRetry() == missing)

        try await bench.edit("INSERT INTO node_variable VALUES ('n1', 'key', 'x')")
        try bench.database.request(.retry, ofNode: "n1", at: EngineBench.now)
        let machine = try await bench.installer()
        let job = try await bench.wait { $0.record.phase > .facts }
        #expect(job.outcome == nil)
        await bench.stopEngine()
        await machine.stop()
    }

    @Test func `a node that is renamed keeps its install`() async throws {
        let bench = try await EngineBench(plan: try await SmallSystem.make().plan())
        await bench.startEngine()
        try await bench.edit("UPDATE node SET name = 'n9'")
        try await bench.bootInstaller()
        let machine = try await bench.installer()
        let job = try await bench.wait { $0.record.completed.contains(.partition) || $0.outcome != nil }
        #expect(job.outcome == nil && job.node == "n9")
        await bench.stopEngine()
        await machine.stop()
    }

    @Test func `a secret that does not open ends the install, and is no reason to ask again`() async throws {
        struct Damaged: Error, CustomStringConvertible { let description = "its key file was changed" }
        let bench = try await EngineBench(plan: try await SmallSystem.make().plan())
        await bench.startEngine(secret: { _ in throw Damaged() })
        guard case .localDisk(let reason) = try await bench.boot() else {
            Issue.record("an installer was handed out")
            return
        }
        #expect(reason.contains("the secret token cannot be opened: its key file was changed"), "\(reason)")
        #expect(try await bench.end() == .failed(.waitForSSH, .secretMissing))
        await bench.stopEngine()
    }

    @Test func `a plan of a later version ends the install`() async throws {
        struct Unknown: Error {}
        let bench = try await EngineBench(plan: try await SmallSystem.make().plan())
        await bench.startEngine(readPlan: { _ in throw Unknown() })
        #expect(try await bench.end() == .failed(.waitForSSH, .planUnreadable))
        try await bench.waitForStory("failed failed at wait-for-ssh: plan-unreadable")
        #expect(try bench.database.node(name: "n1")?.boot == .local)
        await bench.stopEngine()
    }

    @Test func `a node that was edited before the disk is written is installed as it is by then, or not`()
        async throws
    {
        let wait = "echo >/disk/begun; until [ -e /disk/go ]; do sleep 0.1; done"
        let (bench, machine) = try await begun("  select-disk: { after: [\"\(wait)\"] }")
        try await bench.edit("INSERT INTO node_variable VALUES ('n1', 'corrected', 'x')")
        #expect(FileManager.default.createFile(atPath: bench.disk + "/go", contents: nil))
        #expect(try await bench.end() == .failed(.partition, .nodeChanged))
        #expect(!FileManager.default.fileExists(atPath: bench.disk + "/partition-runs"))

        try bench.database.request(.retry, ofNode: "n1", at: EngineBench.now)
        let job = try await bench.wait { $0.record.completed.contains(.partition) }
        #expect(job.outcome == nil)
        #expect(try String(contentsOfFile: bench.disk + "/partition-runs", encoding: .utf8) == "run\n")
        await bench.stopEngine()
        await machine.stop()
    }

    @Test func `a clock that is set back delays a deadline and loses none`() async throws {
        let bench = try await EngineBench(
            plan: try await SmallSystem.make().plan(), arming: ArmingOptions(time: .seconds(2)))
        await bench.startEngine()
        bench.clockOffset.store(-2000, ordering: .relaxed)
        #expect(try await bench.end() == .failed(.waitForSSH, .armingExpired))
        await bench.stopEngine()
    }

    @Test func `what a cancelled job runs on a machine that is away is ended when that comes back`()
        async throws
    {
        let work = "trap 'echo >/disk/stopped; exit 1' TERM; echo >/disk/begun; while :; do sleep 0.1; done"
        let (bench, machine) = try await begun("  copy: { before: [\"\(work)\"] }")
        bench.heard.withLock { $0 = [] }
        try await bench.cutConnections()
        _ = try await bench.wait { $0.record.activity == .connecting(.reattach) }
        try bench.database.request(.cancel, ofNode: "n1", at: EngineBench.now)
        #expect(try await bench.end() == .cancelled)
        #expect(!FileManager.default.fileExists(atPath: bench.disk + "/stopped"))

        bench.hear(machine.address)
        _ = try await bench.wait { _ in FileManager.default.fileExists(atPath: bench.disk + "/stopped") }
        await bench.stopEngine()
        await machine.stop()
    }

    /// An install whose plan has this hook, which has begun and said so in a file.
    private func begun(_ hook: String) async throws -> (EngineBench, NamespaceMachine) {
        let bench = try await EngineBench(plan: try await SmallSystem.make().plan(hook))
        await bench.startEngine()
        try await bench.bootInstaller()
        let machine = try await bench.installer()
        _ = try await bench.wait { _ in FileManager.default.fileExists(atPath: bench.disk + "/begun") }
        return (bench, machine)
    }
}
