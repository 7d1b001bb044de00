import BootModel
import InstallPlan
import Testing

@testable import Store

/// What operators ask of jobs, and what jobs remember of machines.
struct DatabaseJobRequestsTests {
    private static let now = WallClock(milliseconds: 1_800_000_000_000)

    /// Job 1 of `n1`, at a phase of its first boot.
    private func running(_ phase: InstallPhase = .copy) throws -> (Fixture, InstallJob.Record) {
        let fixture = try Fixture.armable()
        var record = try fixture.database.arm(["n1"], ArmingOptions(), at: Self.now)[0].record
        record.tokens = ["a"]
        record.phase = phase
        record.activity = .running
        try fixture.database.commit(record, of: 1)
        return (fixture, record)
    }

    @Test func `a cancellation holds the node at once and is given until the job has ended`() throws {
        var (fixture, record) = try running()
        let job = try fixture.database.request(.cancel, ofNode: "n1", at: Self.now)
        #expect(job.request == .cancel && job.outcome == nil)
        let node = try #require(try fixture.database.node(name: "n1"))
        #expect(node.state == .held && node.boot == .local && node.install == nil)
        for _ in 0..<2 { #expect(try fixture.database.takeRequest(of: 1) == .cancel) }
        #expect(try fixture.database.openJobs().map(\.id) == [1])
        record.activity = .ended(.cancelled)
        try fixture.database.end(record, of: 1)
        #expect(try fixture.database.takeRequest(of: 1) == nil)
        #expect(try fixture.database.openJobs() == [])
        let error = #expect(throws: StoreError.self) {
            try fixture.database.request(.cancel, ofNode: "n1", at: Self.now)
        }
        #expect(
            error?.message
                == "install job 1 of node \"n1\" is over and cannot be cancelled; rackrise install status n1 shows it"
        )
    }

    @Test func `a job that no boot has begun is cancelled with the request`() throws {
        let fixture = try Fixture.armable()
        try fixture.database.arm(["n1"], ArmingOptions(), at: Self.now)
        let job = try fixture.database.request(.cancel, ofNode: "n1", at: Self.now)
        #expect(job.outcome == .cancelled && job.request == nil)
        #expect(try fixture.database.node(name: "n1")?.state == .held)
        let error = #expect(throws: StoreError.self) {
            try fixture.database.request(.cancel, ofNode: "n2", at: Self.now)
        }
        #expect(
            error?.message == "node \"n2\" was never armed for an install; rackrise install n2 arms it")
    }

    @Test func `a retry is given once and arms the node with what is left`() throws {
        var (fixture, record) = try running()
        record.activity = .ended(.failed(.copy, .storeFull))
        try fixture.database.end(record, of: 1)
        #expect(try fixture.database.node(name: "n1")?.boot == .local)
        let job = try fixture.database.request(.retry, ofNode: "n1", at: Self.now)
        #expect(try fixture.database.openJobs() == [job])
        #expect(try fixture.database.takeRequest(of: 1) == .retry)
        #expect(try fixture.database.takeRequest(of: 1) == nil)

        var machine = InstallJob(phases: PhaseTable(), resuming: job.record)
        _ = machine.handle(.retry, at: Self.now)
        try fixture.database.commit(machine.record, of: 1)
        let node = try #require(try fixture.database.node(name: "n1"))
        #expect(node.boot == .install && node.install?.job == 1)
        #expect(try fixture.database.job(1)?.record == machine.record)
        #expect(try fixture.database.endOfJob(1) == nil)
    }

    @Test(arguments: [
        (InstallJob.Outcome.failed(.waitForSSH, .bootsSpent), true),
        (.failed(.waitForSSH, .armingExpired), true),
        (.cancelled, true), (.installed, true), (.failed(.copy, .storeFull), false),
    ])
    func `a retry that would have to arm anew is refused`(outcome: InstallJob.Outcome, isSpent: Bool) throws {
        var (fixture, record) = try running()
        record.activity = .ended(outcome)
        try fixture.database.end(record, of: 1)
        let time = isSpent ? Self.now : Self.now + .seconds(86_401)
        let error = #expect(throws: StoreError.self) {
            try fixture.database.request(.retry, ofNode: "n1", at: time)
        }
        #expect(
            error?.message
                == "install job 1 of node \"n1\" cannot be tried again: its arming is used up or was taken back; "
                + "arm the node again with rackrise install, and --again where it was installed")
        #expect(try fixture.database.openJobs() == [])
    }

    @Test func `a job whose plan was removed is not tried again`() async throws {
        var (fixture, record) = try running()
        record.activity = .ended(.failed(.copy, .storeFull))
        try fixture.database.end(record, of: 1)
        try await fixture.edit("UPDATE profile SET plan = NULL; DELETE FROM plan")
        let error = #expect(throws: StoreError.self) {
            try fixture.database.request(.retry, ofNode: "n1", at: Self.now)
        }
        #expect(error?.message.contains("revision 111111111111 of its plan was removed") == true)
        #expect(try fixture.database.job(1)?.record == record)
    }

    @Test func `an older job does not come back beside a newer one`() throws {
        var (fixture, record) = try running()
        record.activity = .ended(.failed(.copy, .storeFull))
        try fixture.database.end(record, of: 1)
        try fixture.database.arm(["n1"], ArmingOptions(), at: Self.now)
        record.activity = .running
        #expect(throws: StoreError.self) { try fixture.database.commit(record, of: 1) }
        #expect(try fixture.database.openJobs().map(\.id) == [2])
    }

    @Test func `a pinned key is the only one, for each system and each boot of the installer`() throws {
        var (fixture, record) = try running()
        let database = fixture.database
        let first = PinnedHostKey(key: "ssh-ed25519 AAAA", trust: .tofuBound)
        let other = PinnedHostKey(key: "ssh-ed25519 BBBB", trust: .console)
        try database.pin(first, for: .installer, of: 1)
        try database.pin(first, for: .installer, of: 1)
        #expect(throws: StoreError.self) { try database.pin(other, for: .installer, of: 1) }
        #expect(try database.job(1)?.installerKey == first)
        // A stronger proof of the same key counts, a weaker one does not take it away.
        let reported = PinnedHostKey(key: first.key, trust: .reported)
        try database.pin(reported, for: .installer, of: 1)
        try database.pin(first, for: .installer, of: 1)
        #expect(try database.job(1)?.installerKey == reported)

        try database.pin(other, for: .installedSystem, of: 1)
        #expect(throws: StoreError.self) { try database.pin(first, for: .installedSystem, of: 1) }
        #expect(try database.job(1)?.systemKey == other)
        // The installer makes its key anew in each boot.
        record.tokens.append("b")
        try database.commit(record, of: 1)
        #expect(try database.job(1)?.installerKey == nil)
        try database.pin(other, for: .installer, of: 1)
        #expect(try database.job(1)?.installerKey == other && database.job(1)?.systemKey == other)
    }

    @Test func `steps keep their times, octets and first end`() throws {
        let (fixture, _) = try running()
        let database = fixture.database
        try database.beginStep(.copy, attempt: 1, of: 1, at: WallClock(milliseconds: 10))
        try database.beginStep(.copy, attempt: 1, of: 1, at: WallClock(milliseconds: 99))
        try database.progress(attempt: 1, of: 1, done: 5, total: nil)
        try database.progress(attempt: 1, of: 1, done: 6, total: 8)
        var step = StepRun(attempt: 1, phase: .copy, startedAt: WallClock(milliseconds: 10))
        (step.doneBytes, step.totalBytes) = (6, 8)
        #expect(try database.steps(of: 1) == [step])
        // 4096 is no multiple of the 3 octets of a character.
        let detail = String(repeating: "€", count: 2000)
        try database.endStep(
            attempt: 1, of: 1, at: WallClock(milliseconds: 20), failure: .storeFull, detail: detail)
        try database.endStep(
            attempt: 1, of: 1, at: WallClock(milliseconds: 30), failure: nil, detail: nil)
        try database.beginStep(.files, attempt: 2, of: 1, at: WallClock(milliseconds: 31))
        step.endedAt = WallClock(milliseconds: 20)
        (step.failure, step.detail) = (.storeFull, String(repeating: "€", count: 1365))
        #expect(try database.steps(of: 1).first == step)
        #expect(try database.steps(of: 1).map(\.phase) == [.copy, .files])
    }

    @Test func `a removed node takes its jobs along, and its machine stays known`() async throws {
        var (fixture, record) = try running()
        try fixture.database.pin(
            PinnedHostKey(key: "ssh-ed25519 AAAA", trust: .reported), for: .installer, of: 1)
        try fixture.database.beginStep(.copy, attempt: 1, of: 1, at: Self.now)
        record.isVerified = true
        record.entered = [.partition]
        // Entering comes before verify.
        var entering = record
        entering.isVerified = false
        try fixture.database.commit(entering, of: 1)
        record.activity = .ended(.installed)
        try fixture.database.end(record, of: 1)
        try fixture.database.removeNodes(["n1"])
        for table in ["job", "job_boot", "destructive_run", "step_run", "host_key"] {
            #expect(try await fixture.edit("SELECT count(*) FROM \(table)") == "0")
        }
        var node = Node.fixture(1)
        node.name = "other"
        node.boot = .install
        let error = #expect(throws: StoreError.self) { try fixture.database.addNode(node) }
        #expect(error?.message.contains("was installed before, as \"n1\"") == true)
    }
}
