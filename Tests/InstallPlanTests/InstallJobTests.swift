import BootModel
import InstallPlan
import Testing

/// One install as a transcript: what happened when, and what the job wants.
struct InstallJobTests {
    typealias Action = InstallJob.Action
    typealias Event = InstallJob.Event

    /// A job with its driver's clock.
    struct Bench {
        var job: InstallJob
        let phases: PhaseTable
        var now: Int64 = 0

        init(boots: Int = 3, phases: PhaseTable = PhaseTable()) {
            self.phases = phases
            job = InstallJob(phases: phases, arming: Arming(at: WallClock(milliseconds: 0), boots: boots))
            _ = job.start(at: WallClock(milliseconds: 0))
        }

        /// Something happens at a second.
        mutating func at(_ seconds: Int64, _ event: Event) -> [Action] {
            now = seconds
            return job.handle(event, at: WallClock(milliseconds: seconds * 1000))
        }

        /// Nothing happens until the deadline.
        mutating func silence() -> [Action] {
            guard let deadline = job.deadline else { return [] }
            now = deadline.seconds
            return job.timedOut(at: deadline)
        }

        /// The process ends and another starts with the last record.
        mutating func restart() -> [Action] {
            job = InstallJob(phases: phases, resuming: job.record)
            return job.start(at: WallClock(milliseconds: now * 1000))
        }

        /// Goes on without trouble to the beginning of a phase.
        mutating func reach(_ phase: InstallPhase) {
            if job.record.activity == .armed { _ = at(now + 1, .scriptRequested(token: "t1")) }
            for _ in 0..<40 {
                if job.record.phase == phase, job.record.activity == .running { return }
                let attempt = job.record.attempt
                switch job.record.activity {
                case .connecting: _ = at(now + 1, .connected)
                case .committing: _ = at(now + 1, .destructiveCommitted(attempt: attempt))
                case .running: _ = at(now + 1, .phaseFinished(attempt: attempt, status: 0))
                case .allowingReboot: _ = at(now + 1, .rebootAllowed)
                case .pausing: _ = silence()
                case .armed, .ended: return
                }
            }
        }

        var attempt: Int { job.record.attempt }
        var stage: String { job.stage.description }
    }

    @Test func `an install without trouble`() {
        var bench = Bench()
        #expect(bench.stage == "armed" && bench.job.deadline == WallClock(milliseconds: 86_400_000))
        #expect(
            bench.at(60, .scriptRequested(token: "t1")) == [
                .serveInstaller(token: "t1"), .connect(.installer),
            ])
        #expect(bench.stage == "booting" && bench.job.deadline == WallClock(milliseconds: 1_860_000))
        #expect(bench.at(120, .connected) == [.run(.gate, attempt: 2)])
        #expect(bench.stage == "ssh-ready")
        #expect(bench.at(121, .phaseFinished(attempt: 2, status: 0)) == [.run(.facts, attempt: 3)])
        #expect(bench.at(122, .phaseFinished(attempt: 3, status: 0)) == [.run(.selectDisk, attempt: 4)])
        #expect(
            bench.at(123, .phaseFinished(attempt: 4, status: 0)) == [
                .commitDestructive(.partition, attempt: 5)
            ])
        #expect(bench.job.record.entered == [])
        #expect(bench.at(124, .destructiveCommitted(attempt: 5)) == [.run(.partition, attempt: 5)])
        #expect(bench.stage == "installing(partition)" && bench.job.record.isDiskInDoubt)
        #expect(bench.at(130, .phaseFinished(attempt: 5, status: 0)) == [.run(.copy, attempt: 6)])
        #expect(!bench.job.record.isDiskInDoubt)
        #expect(bench.at(200, .phaseFinished(attempt: 6, status: 0)) == [.run(.files, attempt: 7)])
        #expect(bench.at(201, .phaseFinished(attempt: 7, status: 0)) == [.run(.install, attempt: 8)])
        #expect(bench.at(230, .phaseFinished(attempt: 8, status: 0)) == [.run(.verify, attempt: 9)])
        #expect(!bench.job.record.isVerified)
        #expect(bench.at(240, .phaseFinished(attempt: 9, status: 0)) == [.allowReboot])
        #expect(bench.stage == "verified" && bench.job.record.isVerified)
        #expect(bench.at(241, .rebootAllowed) == [.run(.reboot, attempt: 10)])
        #expect(bench.stage == "rebooting")
        #expect(bench.at(250, .phaseFinished(attempt: 10, status: 0)) == [.connect(.installedSystem)])
        #expect(bench.stage == "confirming")
        #expect(bench.at(270, .scriptRequested(token: "t2")) == [.serveLocalDisk(token: "t2")])
        #expect(bench.at(300, .connected) == [.run(.confirm, attempt: 11)])
        #expect(bench.at(310, .phaseFinished(attempt: 11, status: 0)) == [.end(.installed)])
        #expect(bench.stage == "installed" && bench.job.deadline == nil)
        for boot in 3..<13 {
            #expect(
                bench.at(400, .scriptRequested(token: "t\(boot)")) == [.serveLocalDisk(token: "t\(boot)")])
        }
    }

    @Test func `a boot counts once, however often its script is fetched`() {
        var bench = Bench(boots: 2)
        _ = bench.at(1, .scriptRequested(token: "t1"))
        for second in 2..<20 {
            #expect(bench.at(Int64(second), .scriptRequested(token: "t1")) == [.serveInstaller(token: "t1")])
        }
        #expect(
            bench.at(20, .scriptRequested(token: "t2")) == [
                .serveInstaller(token: "t2"), .connect(.installer),
            ])
        #expect(bench.at(21, .scriptRequested(token: "t1")) == [.serveInstaller(token: "t1")])
        #expect(bench.job.record.tokens == ["t1", "t2"])
        #expect(
            bench.at(22, .scriptRequested(token: "t3"))
                == [.serveLocalDisk(token: "t3"), .end(.failed(.waitForSSH, .bootsSpent))])
        #expect(bench.at(23, .scriptRequested(token: "t1")) == [.serveLocalDisk(token: "t1")])
    }

    @Test func `an arming without a boot ends by its own time, and so does a boot after it`() {
        var bench = Bench()
        #expect(bench.silence() == [.end(.failed(.waitForSSH, .armingExpired))])
        #expect(bench.at(86_401, .scriptRequested(token: "t1")) == [.serveLocalDisk(token: "t1")])

        bench = Bench()
        bench.reach(.copy)
        #expect(
            bench.at(86_400, .scriptRequested(token: "t2"))
                == [.serveLocalDisk(token: "t2"), .end(.failed(.copy, .armingExpired))])
    }

    @Test func `an extra boot is no extra wipe: what was made is used again`() {
        var bench = Bench()
        bench.reach(.copy)
        #expect(
            bench.at(100, .scriptRequested(token: "t2")) == [
                .serveInstaller(token: "t2"), .connect(.installer),
            ])
        #expect(bench.at(130, .connected) == [.run(.gate, attempt: bench.attempt)])
        bench.reach(.partition)
        #expect(bench.job.record.activity == .running)
        let resumed =
            bench.restart() + bench.at(140, .connected) + bench.at(141, .stepUnknown(attempt: bench.attempt))
        #expect(
            resumed == [
                .connect(.installer), .reattach(.partition, attempt: bench.attempt),
                .reuse(.partition, attempt: bench.attempt),
            ])
        #expect(
            bench.at(150, .phaseFailed(attempt: bench.attempt, .diskNotAsPlanned))
                == [.end(.failed(.partition, .diskNotAsPlanned))])
    }

    @Test(arguments: [
        Event.scriptRequested(token: "t2"), .phaseFinished(attempt: 5, status: 1), .stepUnknown(attempt: 5),
    ])
    func `a destructive phase that broke off is never entered again`(event: Event) {
        var bench = Bench()
        bench.reach(.partition)
        #expect(bench.attempt == 5)
        let actions = bench.at(100, event)
        #expect(!actions.contains { if case .run = $0 { true } else { false } })
        #expect(bench.stage == "failed(partition)")
        #expect(bench.at(101, .retry) == [.refuseRetry(.retryNeedsArming)])
        #expect(bench.at(102, .scriptRequested(token: "t3")) == [.serveLocalDisk(token: "t3")])
    }

    @Test func `a destructive phase waits for its transaction, and a refusal ends the job before it`() {
        var bench = Bench()
        bench.reach(.selectDisk)
        let attempt = bench.attempt + 1
        #expect(
            bench.at(10, .phaseFinished(attempt: bench.attempt, status: 0))
                == [.commitDestructive(.partition, attempt: attempt)])
        #expect(bench.at(11, .phaseFinished(attempt: attempt, status: 0)) == [])
        #expect(bench.at(12, .destructiveCommitted(attempt: attempt - 1)) == [])
        #expect(bench.restart() == [.commitDestructive(.partition, attempt: attempt)])
        var refused = bench
        #expect(
            refused.at(13, .destructiveRefused(attempt: attempt, .armingWithdrawn)) == [
                .end(.failed(.partition, .armingWithdrawn))
            ])
        #expect(refused.at(14, .retry) == [.refuseRetry(.armingUsedUp)])
        // The new process does not know whether the machine answers.
        #expect(bench.at(13, .destructiveCommitted(attempt: attempt)) == [.connect(.installer)])
        #expect(bench.at(14, .connected) == [.run(.partition, attempt: attempt)])
        #expect(bench.at(15, .connected) == [])
    }

    @Test(arguments: [InstallPhase.gate, .facts, .selectDisk, .partition, .copy, .files, .install, .verify])
    func `a lost connection, a new address and a killed process re-attach to the phase`(phase: InstallPhase) {
        var bench = Bench()
        bench.reach(phase)
        let (attempt, deadline) = (bench.attempt, bench.job.deadline)
        #expect(bench.at(bench.now + 1, .connectionLost) == [.connect(.installer)])
        #expect(bench.at(bench.now + 1, .addressChanged) == [.connect(.installer)])
        #expect(bench.at(bench.now + 1, .connected) == [.reattach(phase, attempt: attempt)])
        #expect(bench.at(bench.now + 1, .addressChanged) == [.connect(.installer)])
        #expect(bench.restart() == [.connect(.installer)])
        #expect(bench.at(bench.now + 1, .connected) == [.reattach(phase, attempt: attempt)])
        #expect(bench.restart() == [.connect(.installer)])
        #expect(bench.restart() == [.connect(.installer)])
        #expect(bench.at(bench.now + 1, .connected) == [.reattach(phase, attempt: attempt)])
        // None of this gains time.
        #expect(bench.job.deadline == deadline)
        #expect(!bench.at(bench.now + 1, .phaseFinished(attempt: attempt, status: 0)).isEmpty)
        #expect(bench.job.record.phase > phase || bench.job.record.isVerified)
    }

    @Test func `a phase that never started on the machine is started, unless it writes over the disk`() {
        var bench = Bench()
        bench.reach(.copy)
        let attempt = bench.attempt
        _ = bench.restart() + bench.at(100, .connected)
        #expect(bench.at(101, .stepUnknown(attempt: attempt)) == [.run(.copy, attempt: attempt)])
    }

    @Test func `retries pause longer each time, begin at the restart point, and end`() {
        var phases = PhaseTable()
        phases[.verify].retries = 2
        var bench = Bench(phases: phases)
        bench.reach(.verify)
        for pause in [5, 10] as [Int64] {
            let failed = bench.now
            #expect(bench.at(failed, .phaseFinished(attempt: bench.attempt, status: 3)) == [])
            #expect(bench.job.deadline == WallClock(milliseconds: (failed + pause) * 1000))
            #expect(bench.restart() == [])
            #expect(bench.silence().last == .connect(.installer))
            #expect(bench.job.record.phase == .install)
            bench.reach(.verify)
        }
        #expect(
            bench.at(bench.now, .phaseFinished(attempt: bench.attempt, status: 3))
                == [.end(.failed(.verify, .commandFailed))])
    }

    @Test func `a phase that waits for other jobs has its whole time when its turn comes`() {
        var bench = Bench()
        bench.reach(.copy)
        let (attempt, timeout) = (bench.attempt, PhaseTable()[.copy].timeout)
        #expect(bench.at(1000, .turnAwaited(attempt: attempt)) == [])
        #expect(bench.job.deadline == WallClock(milliseconds: 1_000_000) + .seconds(24 * 3600))
        #expect(bench.at(9000, .turnCame(attempt: attempt - 1)) == [])
        #expect(bench.at(9000, .turnCame(attempt: attempt)) == [])
        #expect(bench.job.deadline == WallClock(milliseconds: 9_000_000) + timeout)
    }

    @Test func `who waited for other jobs has the phase's time after a restart or a new address`() {
        var bench = Bench()
        bench.reach(.copy)
        let timeout = PhaseTable()[.copy].timeout
        _ = bench.at(1000, .turnAwaited(attempt: bench.attempt))
        _ = bench.at(2000, .addressChanged)
        #expect(bench.job.deadline == WallClock(milliseconds: 2_000_000) + timeout)
    }

    @Test func `a disk is in doubt when another host has the machine's address while it is written`() {
        var bench = Bench()
        bench.reach(.partition)
        let attempt = bench.attempt
        _ = bench.at(100, .connectionLost)
        #expect(
            bench.at(200, .phaseFailed(attempt: attempt, .hostkeyMismatch)) == [
                .stop(.partition, attempt: attempt), .end(.failed(.partition, .destructiveInterrupted)),
            ])
    }

    @Test func `a machine that falls silent in a phase is told to stop it when it comes back`() {
        var bench = Bench()
        bench.reach(.copy)
        let attempt = bench.attempt
        #expect(bench.at(bench.now, .connectionLost) == [.connect(.installer)])
        #expect(bench.silence().first == .stop(.copy, attempt: attempt))
    }

    @Test func `only the causes that the plan names are tried again`() {
        var phases = PhaseTable()
        phases[.copy].retryOn = [.timeout]
        var bench = Bench(phases: phases)
        bench.reach(.copy)
        let attempt = bench.attempt
        #expect(bench.silence() == [.stop(.copy, attempt: attempt)])
        #expect(bench.silence() == [.run(.copy, attempt: attempt + 1)])
        #expect(bench.at(bench.now, .phaseFailed(attempt: attempt, .unsignedPath)) == [])
        #expect(
            bench.at(bench.now, .phaseFailed(attempt: attempt + 1, .commandFailed))
                == [.end(.failed(.copy, .commandFailed))])
    }

    @Test func `another machine behind the address is left, and the search goes on`() {
        var bench = Bench()
        bench.reach(.gate)
        #expect(bench.at(10, .phaseFailed(attempt: bench.attempt, .gateMACMismatch)) == [])
        #expect(bench.silence() == [.connect(.installer)])
        #expect(bench.stage == "booting")
        bench.reach(.gate)
        #expect(
            bench.at(20, .phaseFailed(attempt: bench.attempt, .gateRootOnDisk))
                == [.end(.failed(.gate, .gateRootOnDisk))])
    }

    @Test func `silence has a name in each phase`() {
        var bench = Bench()
        _ = bench.at(1, .scriptRequested(token: "t1"))
        #expect(bench.silence() == [.end(.failed(.waitForSSH, .httpFetchButNoSSH))])

        bench = Bench()
        bench.reach(.partition)
        _ = bench.at(20, .connectionLost)
        #expect(
            bench.silence() == [
                .stop(.partition, attempt: bench.attempt),
                .end(.failed(.partition, .destructiveInterrupted)),
            ])

        bench = Bench()
        bench.reach(.reboot)
        _ = bench.restart()
        // The link is down: that is what a restart looks like.
        #expect(bench.silence() == [.connect(.installedSystem)])
        #expect(bench.silence() == [.end(.installedUnconfirmed(.noSignOfLife))])
        #expect(bench.stage == "installed-unconfirmed")
        #expect(bench.at(99_999, .retry) == [.connect(.installedSystem)])
        #expect(bench.at(99_999, .connected) == [.run(.confirm, attempt: bench.attempt)])
    }

    @Test func `a restart is asked for until the machine is gone or runs something else`() {
        var bench = Bench()
        bench.reach(.reboot)
        // A script before it may be running still.
        #expect(bench.at(400, .connectionLost) == [.connect(.installer)])
        #expect(bench.at(401, .connected) == [.run(.reboot, attempt: bench.attempt)])
        #expect(bench.at(402, .connectionLost) == [.connect(.installer)])
        let attempt = bench.attempt
        #expect(
            bench.at(403, .phaseFailed(attempt: attempt, .hostkeyMismatch)) == [.connect(.installedSystem)])
        #expect(bench.stage == "confirming")

        // What is wrong on this side tells nothing of the machine.
        bench = Bench()
        bench.reach(.reboot)
        _ = bench.at(400, .connectionLost)
        let end = bench.at(401, .phaseFailed(attempt: bench.attempt, .secretMissing))
        #expect(end == [.end(.failed(.reboot, .secretMissing))])
    }

    @Test(arguments: [
        (FailureCode.authRefused, InstallJob.Outcome.installedUnconfirmed(.authRefused)),
        (.ipUnknownAfterReboot, .installedUnconfirmed(.ipUnknownAfterReboot)),
        (.cutOverFailed, .cutOverFailed),
        (.bootedInstallerAgain, .failed(.confirm, .bootedInstallerAgain)),
        (.wrongSystem, .failed(.confirm, .wrongSystem)),
        (.hostkeyMismatch, .failed(.confirm, .hostkeyMismatch)),
    ])
    func `a confirmation that fails tells whether the system was seen`(
        code: FailureCode, outcome: InstallJob.Outcome
    ) {
        var bench = Bench()
        bench.reach(.confirm)
        #expect(bench.at(500, .phaseFailed(attempt: bench.attempt, code)) == [.end(outcome)])
        #expect(bench.at(501, .scriptRequested(token: "t9")) == [.serveLocalDisk(token: "t9")])
        // A retry confirms again; it installs nothing.
        #expect(bench.at(502, .retry) == [.connect(.installedSystem)])
    }

    @Test(arguments: InstallPhase.allCases.dropFirst())
    func `a cancelled job stops its phase, boots the local disk and is not retried`(phase: InstallPhase) {
        var bench = Bench()
        bench.reach(phase)
        let attempt = bench.attempt
        #expect(bench.at(500, .cancel) == [.stop(phase, attempt: attempt), .end(.cancelled)])
        #expect(bench.stage == "held")
        #expect(bench.at(501, .cancel) == [])
        #expect(bench.at(501, .phaseFinished(attempt: attempt, status: 0)) == [])
        #expect(bench.at(501, .connected) == [])
        #expect(bench.at(502, .scriptRequested(token: "t1")) == [.serveLocalDisk(token: "t1")])
        let isWritten = phase >= .partition
        #expect(bench.at(503, .retry) == [.refuseRetry(isWritten ? .retryNeedsArming : .armingUsedUp)])
        #expect(bench.restart() == [])
    }

    @Test func `a retry proves the machine again and writes over nothing`() {
        var bench = Bench()
        bench.reach(.copy)
        _ = bench.at(100, .phaseFailed(attempt: bench.attempt, .storeFull))
        #expect(bench.at(200, .retry) == [.connect(.installer)])
        #expect(bench.stage == "booting")
        bench.reach(.selectDisk)
        #expect(
            bench.at(210, .phaseFinished(attempt: bench.attempt, status: 0))
                == [.reuse(.partition, attempt: bench.attempt)])
        bench.reach(.confirm)
        #expect(bench.job.record.isVerified)

        bench = Bench()
        bench.reach(.copy)
        _ = bench.at(100, .phaseFailed(attempt: bench.attempt, .storeFull))
        #expect(bench.at(86_400, .retry) == [.refuseRetry(.retryNeedsArming)])
    }

    @Test func `an unanswered flip ends the job on the local disk, and a retry asks again`() {
        var bench = Bench()
        bench.reach(.verify)
        _ = bench.at(300, .phaseFinished(attempt: bench.attempt, status: 0))
        #expect(bench.restart() == [.allowReboot])
        #expect(bench.silence() == [.end(.failed(.verify, .phaseTimeout))])
        #expect(bench.at(bench.now, .scriptRequested(token: "t2")) == [.serveLocalDisk(token: "t2")])
        #expect(bench.at(bench.now, .retry) == [.allowReboot])
        #expect(bench.at(bench.now, .rebootAllowed) == [.connect(.installer)])
    }

    @Test func `a plan may call other phases destructive`() {
        var phases = PhaseTable()
        phases[.files].isDestructive = true
        phases[.install].restartAt = .install
        var bench = Bench(phases: phases)
        bench.reach(.copy)
        let attempt = bench.attempt + 1
        #expect(
            bench.at(100, .phaseFinished(attempt: bench.attempt, status: 0))
                == [.commitDestructive(.files, attempt: attempt)])
        _ = bench.at(101, .destructiveCommitted(attempt: attempt))
        #expect(
            bench.at(102, .phaseFinished(attempt: attempt, status: 1)) == [
                .end(.failed(.files, .commandFailed))
            ])
    }
}
