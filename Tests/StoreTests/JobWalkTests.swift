import BootModel
import InstallPlan
import SeededRandom
import Testing

@testable import Store

/// Jobs on random ways, with every step committed and read back.
struct JobWalkTests {
    @Test func `a job read back goes on where it was, and boots the installer only before verify`() throws {
        let reached = try Set((UInt64(1)...12).flatMap(walk))
        // The walks have been far, or they show nothing.
        #expect(reached.isSuperset(of: ["armed", "booting", "rebooting", "installed", "failed(copy)"]))
    }

    /// One walk, and the stages it came through.
    private func walk(seed: UInt64) throws -> [String] {
        var stages: [String] = []
        let fixture = try Fixture.armable()
        let database = fixture.database
        var random = SeededGenerator(seed: seed)
        var now = WallClock(milliseconds: 1_800_000_000_000)
        var stored = try database.arm(["n1"], ArmingOptions(), at: now)[0]
        for step in 0..<60 {
            // As after a restart of the process: nothing but the database.
            var job = InstallJob(phases: PhaseTable(), resuming: stored.record)
            var actions = job.start(at: now)
            now = now + .seconds(random.below(20))
            // A boot can begin only once the last step is known to be committed.
            if case .connecting = job.record.activity { actions += job.handle(.connected, at: now) }
            actions += job.handle(event(of: job, step, &random), at: now)
            try database.commit(job.record, of: 1)
            for case .commitDestructive(let phase, let attempt) in actions
            where job.record.activity == .committing {
                let node = try #require(try database.node(name: "n1"))
                #expect(try database.enterDestructive(phase, job.record, of: 1, for: node) == nil)
                _ = job.handle(.destructiveCommitted(attempt: attempt), at: now)
                try database.commit(job.record, of: 1)
            }
            stored = try #require(try database.job(1))
            #expect(stored.record == job.record, "step \(step)")
            let isPending = stored.outcome == nil && !stored.record.isVerified
            let node = try #require(try database.node(name: "n1"))
            #expect(node.boot == (isPending ? .install : .local), "step \(step)")
            #expect((node.install != nil) == isPending)
            stages.append(job.stage.description)
        }
        return stages
    }

    private func event(of job: InstallJob, _ step: Int, _ random: inout SeededGenerator) -> InstallJob.Event {
        let attempt = job.record.attempt
        if random.below(4) > 0 {
            switch job.record.activity {
            case .armed: return .scriptRequested(token: "t\(step)")
            case .connecting, .pausing, .committing: return .connected
            case .running: return .phaseFinished(attempt: attempt, status: 0)
            case .allowingReboot: return .rebootAllowed
            case .ended: return .retry
            }
        }
        let events: [InstallJob.Event] = [
            .scriptRequested(token: "t\(step)"), .connectionLost, .addressChanged,
            .phaseFinished(attempt: attempt, status: 1), .phaseFailed(attempt: attempt, .storeFull), .retry,
            .stepUnknown(attempt: attempt),
        ]
        return events[random.below(events.count)]
    }
}
