import BootModel
import InstallPlan
import SeededRandom
import Testing

/// Random events, crashes at every moment, and what must hold through all of them.
struct InstallJobChaosTests {
    typealias Action = InstallJob.Action
    typealias Event = InstallJob.Event

    /// Plans that differ in what may be retried and what writes over the disk.
    static let plans: [PhaseTable] = {
        var quick = PhaseTable()
        for phase in InstallPhase.allCases { quick[phase].timeout = .seconds(10) }
        var wide = PhaseTable()
        wide[.files].isDestructive = true
        wide[.files].retries = 0
        wide[.install].restartAt = .install
        return [PhaseTable(), quick, wide]
    }()

    @Test(arguments: 0..<3)
    func `no order of events wipes twice, installs after verify, or runs for ever`(plan: Int) throws {
        var random = SeededGenerator(seed: UInt64(plan) + 1)
        var outcomes: Set<String> = []
        for round in 0..<34_000 {
            var world = World(phases: Self.plans[plan], boots: Int.random(in: 1...3, using: &random))
            let trouble = Int.random(in: 0...60, using: &random)
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                world.step(trouble: trouble, &random)
                if let complaint = world.complaint {
                    Issue.record("round \(round): \(complaint)")
                    return
                }
            }
            world.settle()
            if let complaint = world.complaint {
                Issue.record("round \(round): \(complaint)")
                return
            }
            outcomes.insert(world.job.stage.description)
        }
        // The walk has been everywhere, or it shows nothing.
        #expect(outcomes.isSuperset(of: ["installed", "held", "installed-unconfirmed", "failed(partition)"]))
        #expect(
            outcomes.isSuperset(of: [
                "failed(wait-for-ssh)", "failed(gate)", "failed(copy)", "failed(reboot)",
            ]))
    }

    /// A driver that may crash, and a machine that may do anything.
    struct World {
        let phases: PhaseTable
        let boots: Int
        var job: InstallJob
        /// What the database holds.
        var stored: InstallJob.Record
        var now: Int64 = 0
        var complaint: String?
        private var boot = 0
        private var served: Set<String> = []
        private var runs: [InstallPhase: Int] = [:]
        private var commits: Set<Int> = []
        private var hasFlipped = false
        private var hasEnded = false

        init(phases: PhaseTable, boots: Int) {
            self.phases = phases
            self.boots = boots
            job = InstallJob(phases: phases, arming: Arming(at: WallClock(milliseconds: 0), boots: boots))
            stored = job.record
            _ = job.start(at: time)
        }

        private var time: WallClock { WallClock(milliseconds: now) }

        /// One event: mostly what a good machine does next, and trouble as often as is asked for.
        mutating func step(trouble: Int, _ random: inout SeededGenerator) {
            now += Int64.random(in: 0...2000, using: &random)
            if Int.random(in: 0..<100, using: &random) >= trouble { return apply(expected, crash: 0) }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: crashAndRestart()
            case 1: apply(nil, crash: Int.random(in: 0...2, using: &random))
            default: apply(any(&random), crash: Int.random(in: 0...5, using: &random))
            }
        }

        /// From here on nothing happens but time.
        mutating func settle() {
            for _ in 0..<300 {
                guard job.deadline != nil else { return }
                apply(nil, crash: 0)
            }
            complaint = "still \(job.record.activity) in \(job.record.phase) after 300 deadlines"
        }

        private var expected: Event {
            let attempt = job.record.attempt
            switch job.record.activity {
            case .armed, .ended: return .scriptRequested(token: "t\(boot + 1)")
            case .connecting: return .connected
            case .committing: return .destructiveCommitted(attempt: attempt)
            case .running: return .phaseFinished(attempt: attempt, status: 0)
            case .pausing: return .connected
            case .allowingReboot: return .rebootAllowed
            }
        }

        private func any(_ random: inout SeededGenerator) -> Event {
            let attempt = max(0, job.record.attempt - Int.random(in: 0...1, using: &random))
            let code = FailureCode.all[Int.random(in: 0..<FailureCode.all.count, using: &random)].code
            let events: [Event] = [
                .scriptRequested(token: "t\(boot + 1)"), .scriptRequested(token: "t\(boot)"), .connected,
                .connectionLost, .addressChanged, .destructiveCommitted(attempt: attempt),
                .destructiveRefused(attempt: attempt, .armingWithdrawn), .rebootAllowed,
                .phaseFinished(attempt: attempt, status: 0),
                .phaseFinished(attempt: attempt, status: 1), .phaseFailed(attempt: attempt, code),
                .stepUnknown(attempt: attempt), .turnAwaited(attempt: attempt), .turnCame(attempt: attempt),
                .retry, .retry,
                Int.random(in: 0..<4, using: &random) == 0 ? .cancel : .connected,
            ]
            return events[Int.random(in: 0..<events.count, using: &random)]
        }

        /// Hands an event over, or the deadline for nil.
        ///
        /// The process may die before (1) or after (2) it commits.
        private mutating func apply(_ event: Event?, crash: Int) {
            if case .scriptRequested(let token)? = event { boot = max(boot, Int(token.dropFirst()) ?? 0) }
            let wasVerified = stored.isVerified
            let actions: [Action]
            if let event {
                actions = job.handle(event, at: time)
            } else {
                guard let deadline = job.deadline else { return }
                now = max(now, deadline.milliseconds)
                actions = job.timedOut(at: time)
                if actions.isEmpty, job.deadline == deadline { complaint = "nothing happens at the deadline" }
            }
            check(actions, event, wasVerified: wasVerified)
            if crash == 1 { return crashAndRestart() }
            stored = job.record
            if crash == 2 { return crashAndRestart() }
            actions.forEach { execute($0) }
        }

        private mutating func crashAndRestart() {
            job = InstallJob(phases: phases, resuming: stored)
            let actions = job.start(at: time)
            stored = job.record
            actions.forEach { execute($0) }
        }

        private mutating func check(_ actions: [Action], _ event: Event?, wasVerified: Bool) {
            if actions.count > 4 { complaint = "\(actions.count) actions at once" }
            if case .scriptRequested(let token)? = event {
                let answers = actions.filter {
                    $0 == .serveInstaller(token: token) || $0 == .serveLocalDisk(token: token)
                }
                if answers.count != 1 { complaint = "\(answers.count) answers to one request" }
                if wasVerified, answers != [.serveLocalDisk(token: token)] {
                    complaint = "the installer after verify"
                }
            }
            if case .ended? = .some(job.record.activity), job.deadline != nil {
                complaint = "a deadline after the end"
            }
        }

        private mutating func execute(_ action: Action) {
            switch action {
            case .serveInstaller(let token):
                served.insert(token)
                if served.count > boots { complaint = "\(served.count) boots of \(boots)" }
                if hasFlipped { complaint = "the installer after the flip" }
            case .commitDestructive(_, let attempt): commits.insert(attempt)
            case .run(let phase, let attempt):
                if hasEnded { complaint = "\(phase) runs after the end" }
                if phase < .reboot, hasFlipped { complaint = "\(phase) runs after the flip" }
                if phase >= .reboot, !hasFlipped { complaint = "\(phase) runs before the flip" }
                guard phases[phase].isDestructive else { return }
                runs[phase, default: 0] += 1
                if runs[phase] != 1 { complaint = "\(phase) runs twice" }
                if !commits.contains(attempt) { complaint = "\(phase) runs without its transaction" }
                if !stored.entered.contains(phase) {
                    complaint = "\(phase) runs and the database does not know"
                }
            case .allowReboot:
                hasFlipped = true
                hasEnded = false
                if !stored.isVerified { complaint = "a restart without verify" }
            case .end: hasEnded = true
            case .connect: hasEnded = false
            case .reuse(let phase, _):
                if !stored.completed.contains(phase) { complaint = "\(phase) is used before it is done" }
            case .serveLocalDisk, .reattach, .stop, .refuseRetry: break
            }
        }
    }
}
