import Foundation
import InstallPlan
import Lab
import Store
import Testing

@testable import Installer

/// Installs that are disturbed while each of their phases is open, however slow anything is.
@Suite(.serialized, .timeLimit(.minutes(15))) struct DisturbedInstallTests {
    enum Disturbance: String, CaseIterable, CustomTestStringConvertible {
        case cutConnection = "the connection is cut"
        case restartedEngine = "the engine is restarted"
        var testDescription: String { rawValue }
    }

    /// Each phase after `wait-for-ssh`, which runs no scripts, and whether its script is one before or after it.
    static let hooks: [(phase: InstallPhase, when: String)] = [
        (.gate, "after"), (.facts, "before"), (.selectDisk, "before"), (.partition, "after"),
        (.copy, "before"), (.files, "before"), (.install, "after"), (.verify, "before"), (.reboot, "before"),
        (.confirm, "after"),
    ]

    @Test(arguments: Disturbance.allCases)
    func `an install goes on whatever happens in each phase`(disturbance: Disturbance) async throws {
        let system = try await SmallSystem.make()
        let lines = Self.hooks.filter { $0.phase != .partition }.map {
            "  \($0.phase.rawValue): { timeout: 5m, \($0.when): [\"\(Self.hook(of: $0.phase))\"] }"
        }
        let bench = try await EngineBench(
            plan: system.plan(lines.joined(separator: "\n"), partitionHook: Self.hook(of: .partition)))
        await bench.startEngine()
        try await bench.bootInstaller()
        // Nobody to be connected with yet.
        try await Self.disturb(bench, disturbance)
        let installer = try await bench.installer()
        for phase in InstallPhase.allCases where phase > .waitForSSH && phase < .confirm {
            try await Self.pass(phase, bench, installer, disturbance)
        }
        try await installer.waitForEnd()
        let installed = try await bench.installedSystem(system.path)
        try await Self.pass(.confirm, bench, installed, disturbance)
        #expect(try await bench.end() == .installed, "\(bench.story)\n\(bench.logs)")
        for phase in InstallPhase.allCases.dropFirst() {
            #expect(Self.runs(phase, bench) == "run\n", "\(phase)")
        }
        #expect(try String(contentsOfFile: bench.disk + "/partition-runs", encoding: .utf8) == "run\n")
        await bench.stopEngine()
    }

    @Test func `a push that is cut begins again`() async throws {
        let system = try await SmallSystem.make(ballast: 6_000_000)
        let bench = try await EngineBench(plan: system.plan())
        await bench.startEngine()
        try await bench.bootInstaller()
        let installer = try await bench.installer()
        func copied() throws -> UInt64? {
            try bench.database.steps(of: bench.job).last { $0.phase == .copy }?.doneBytes
        }
        _ = try await bench.wait { try $0.outcome != nil || copied() != nil }
        try await bench.cutConnections()
        let job = try await bench.wait { $0.record.phase >= .reboot || $0.outcome != nil }
        #expect(job.outcome == nil, "\(bench.story)\n\(bench.logs)")
        let size = try #require(try copied())
        #expect(size > 40_000_000)
        await bench.stopEngine()
        await installer.stop()
    }

    /// Disturbs an install whose phase waits, and lets that go on once the machine is connected again.
    private static func pass(
        _ phase: InstallPhase, _ bench: EngineBench, _ machine: NamespaceMachine, _ disturbance: Disturbance
    ) async throws {
        _ = try await bench.wait { job in
            if let outcome = job.outcome { throw LabError("\(outcome)", evidence: bench.story + bench.logs) }
            return runs(phase, bench) != nil
        }
        let logins = logins(machine)
        try await disturb(bench, disturbance)
        _ = try await bench.wait { _ in Self.logins(machine) > logins }
        #expect(try bench.stored().record.phase == phase)
        #expect(FileManager.default.createFile(atPath: "\(bench.disk)/\(phase)-go", contents: nil))
    }

    private static func disturb(_ bench: EngineBench, _ disturbance: Disturbance) async throws {
        switch disturbance {
        case .cutConnection: try await bench.cutConnections()
        case .restartedEngine:
            await bench.stopEngine()
            await bench.startEngine()
        }
    }

    private static func logins(_ machine: NamespaceMachine) -> Int {
        machine.log.split(separator: "\n").count { $0.contains("Accepted publickey") }
    }

    /// A script that says that it runs, and waits until it may end.
    private static func hook(of phase: InstallPhase) -> String {
        "echo run >>/disk/\(phase)-hook; until [ -e /disk/\(phase)-go ]; do sleep 0.1; done"
    }

    private static func runs(_ phase: InstallPhase, _ bench: EngineBench) -> String? {
        try? String(contentsOfFile: "\(bench.disk)/\(phase)-hook", encoding: .utf8)
    }
}
