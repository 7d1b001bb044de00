import BootModel
import InstallPlan
import Testing

@testable import Store

/// What the driver of jobs reads and commits.
struct DatabaseJobsTests {
    private static let now = WallClock(milliseconds: 1_800_000_000_000)

    /// `n1` armed at `now`, as job 1.
    private func armed(_ options: ArmingOptions = ArmingOptions()) throws -> (Fixture, StoredJob) {
        let fixture = try Fixture.armable()
        return (fixture, try #require(try fixture.database.arm(["n1"], options, at: Self.now).first))
    }

    private func machine(_ job: StoredJob) -> InstallJob {
        InstallJob(phases: PhaseTable(), resuming: job.record)
    }

    @Test func `a new job is as it was armed`() throws {
        let options = ArmingOptions(time: .seconds(60), boots: 1, mayWipe: true)
        let (fixture, job) = try armed(options)
        let arming = Arming(at: Self.now, time: .seconds(60), boots: 1, mayWipe: true)
        #expect(
            job
                == StoredJob(
                    id: 1, node: "n1", plan: Fixture.planRevision, installer: "worker", armedAt: Self.now,
                    record: InstallJob.Record(arming: arming)))
        #expect(try fixture.database.openJobs() == [job])
        #expect(try fixture.database.job(1) == job)
        #expect(try fixture.database.job(2) == nil)
        #expect(try fixture.database.latestJob(ofNode: "n1") == job)
        #expect(try fixture.database.latestJob(ofNode: "n2") == nil)
        #expect(try fixture.database.node(name: "n1")?.install?.until == arming.until)
    }

    @Test func `nodes are armed all or none, and every refusal is named`() throws {
        let (fixture, _) = try armed()
        try fixture.database.updateNode("n2") { $0.state = .held }
        let error = #expect(throws: StoreError.self) {
            try fixture.database.arm(["n1", "n2", "n3"], ArmingOptions(), at: Self.now)
        }
        #expect(
            error
                == StoreError(
                    .refused,
                    """
                    node "n1" has the open install job 1; rackrise install status n1 shows it, rackrise install cancel n1 ends it
                    node "n2" is held; let it boot first with rackrise node approve n2
                    there is no node "n3"; rackrise node list shows all
                    """))
        try fixture.database.updateNode("n2") { $0.state = .allowed }
        #expect(throws: StoreError.self) {
            try fixture.database.arm(["n2", "n1"], ArmingOptions(), at: Self.now)
        }
        #expect(try fixture.database.openJobs().map(\.node) == ["n1"])
        #expect(throws: StoreError.unknownNode("n3")) {
            try fixture.database.arm(["n3"], ArmingOptions(), at: Self.now)
        }
    }

    @Test(arguments: [
        InstallJob.Activity.armed, .connecting(.run), .connecting(.reattach), .committing, .running,
        .pausing(until: WallClock(milliseconds: 5), restartAt: .copy), .allowingReboot,
        .ended(.failed(.copy, .storeFull)), .ended(.cutOverFailed),
        .ended(.installedUnconfirmed(.noSignOfLife)), .ended(.installed), .ended(.cancelled),
    ])
    func `every record comes back whole`(activity: InstallJob.Activity) throws {
        let (fixture, job) = try armed()
        var record = job.record
        record.tokens = ["b", "a"]
        record.phase = .copy
        record.attempt = 9
        record.phaseDeadline = WallClock(milliseconds: 7)
        record.retries = [.copy: 2, .gate: 1]
        record.entered = [.partition, .copy]
        record.completed = [.partition]
        record.activity = activity
        try fixture.database.commit(record, of: 1)
        #expect(try fixture.database.job(1)?.record == record)
        #expect(try fixture.database.openJobs().isEmpty == record.isEnded)
        record.isVerified = true
        if !record.isEnded {
            try fixture.database.commit(record, of: 1)
            #expect(try fixture.database.job(1)?.record == record)
        }
    }

    @Test func `a commit that breaks a rule leaves nothing of itself`() throws {
        let (fixture, job) = try armed()
        var record = job.record
        record.phase = .gate
        record.tokens = ["a", "b", "c", "d"]
        #expect(throws: StoreError.self) { try fixture.database.commit(record, of: 1) }
        #expect(try fixture.database.job(1) == job)
        #expect(throws: StoreError(.notFound, "there is no install job 9")) {
            try fixture.database.commit(job.record, of: 9)
        }
    }

    @Test func `a destructive phase is entered while the node is armed, until it has completed`() throws {
        let (fixture, job) = try armed()
        var record = job.record
        record.phase = .partition
        record.activity = .committing
        #expect(try fixture.enter(record) == nil)
        // The process ended before it could run: nothing was written to the disk.
        #expect(try fixture.enter(record) == nil)
        #expect(try fixture.database.job(1)?.record.entered == [.partition])
        record.entered = [.partition]
        record.completed = [.partition]
        try fixture.database.commit(record, of: 1)
        #expect(try fixture.enter(record) == .armingWithdrawn)
    }

    @Test(arguments: [
        "UPDATE node SET boot = 'local'", "UPDATE node SET state = 'held'",
        "UPDATE node SET state = 'ignored'",
        "UPDATE job SET activity = 'running'; UPDATE job SET request = 'cancel'",
    ])
    func `no disk is written once the arming is taken back`(statement: String) async throws {
        let (fixture, job) = try armed()
        try await fixture.edit(statement)
        #expect(try fixture.enter(job.record) == .armingWithdrawn)
        #expect(try await fixture.edit("SELECT count(*) FROM destructive_run") == "0")
        #expect(try fixture.enter(job.record, of: 9) == .armingWithdrawn)
    }

    @Test(arguments: [
        "UPDATE node_mac SET mac = '52:54:00:00:00:99' WHERE node = 'n1'",
        "INSERT INTO node_variable(node, name, value) VALUES ('n1', 'disk', 'another')",
    ])
    func `no disk is written for a node that was edited since`(statement: String) async throws {
        let (fixture, job) = try armed()
        let node = try #require(try fixture.database.node(name: "n1"))
        try await fixture.edit(statement)
        let enter = { try fixture.database.enterDestructive(.partition, job.record, of: 1, for: $0) }
        #expect(try enter(node) == .nodeChanged)
        #expect(try await fixture.edit("SELECT count(*) FROM destructive_run") == "0")
        #expect(try enter(#require(try fixture.database.node(name: "n1"))) == nil)
    }

    @Test func `the flip to the local disk is in the transaction that permits the restart`() throws {
        let (fixture, job) = try armed()
        var record = job.record
        #expect(throws: StoreError.self) { try fixture.database.allowReboot(record, of: 1) }
        record.phase = .verify
        record.isVerified = true
        record.activity = .allowingReboot
        for _ in 0..<10 {
            try fixture.database.allowReboot(record, of: 1)
            let node = try #require(try fixture.database.node(name: "n1"))
            #expect(node.boot == .local && node.install == nil)
            // Whatever sets it to install now is refused: the job is not over, and the machine is installed.
            #expect(throws: StoreError.self) { try fixture.database.updateNode("n1") { $0.boot = .install } }
            #expect(throws: StoreError.self) {
                try fixture.database.arm(["n1"], ArmingOptions(again: true), at: Self.now)
            }
        }
        #expect(try fixture.database.openJobs().map(\.record) == [record])
    }

    @Test func `an ended job keeps its outcome, and its node boots its disk`() throws {
        for (outcome, state) in [
            (InstallJob.Outcome.failed(.copy, .storeFull), NodeState.allowed), (.cancelled, .held),
        ] {
            let (fixture, job) = try armed()
            var record = job.record
            #expect(throws: StoreError.self) { try fixture.database.end(record, of: 1) }
            record.phase = .copy
            record.activity = .ended(outcome)
            try fixture.database.end(record, of: 1)
            record.activity = .ended(.installed)
            try fixture.database.end(record, of: 1)
            #expect(try fixture.database.job(1)?.outcome == outcome)
            let node = try #require(try fixture.database.node(name: "n1"))
            #expect(node.boot == .local && node.state == state)
        }
    }

    @Test func `a withdrawn job cannot be committed back to life`() throws {
        let (fixture, job) = try armed()
        try fixture.database.updateNode("n1") { $0.boot = .netboot }
        var machine = machine(job)
        _ = machine.handle(.scriptRequested(token: "a"), at: Self.now)
        let error = #expect(throws: StoreError.self) {
            try fixture.database.commit(machine.record, of: 1)
        }
        #expect(error?.kind == .refused)
        #expect(try fixture.database.node(name: "n1")?.boot == .netboot)
        #expect(try fixture.database.job(1)?.record.tokens == [])
        #expect(try fixture.database.arm(["n1"], ArmingOptions(), at: Self.now).map(\.id) == [2])
    }

    @Test func `only what matters to a boot is in the change log`() async throws {
        let (fixture, job) = try armed()
        func revision() throws -> Int64 { try fixture.database.inventory().revision }
        var (record, last) = (job.record, try revision())
        record.tokens = ["a"]
        record.activity = .running
        record.phase = .copy
        try fixture.database.commit(record, of: 1)
        try fixture.database.beginStep(.copy, attempt: 1, of: 1, at: Self.now)
        #expect(try revision() == last)
        record.isVerified = true
        try fixture.database.commit(record, of: 1)
        #expect(try revision() > last)
        last = try revision()
        record.activity = .ended(.installed)
        try fixture.database.end(record, of: 1)
        #expect(try revision() > last)
        let changes = try await fixture.edit(
            "SELECT DISTINCT kind, name FROM change WHERE revision > \(last)")
        #expect(changes == "node|n1")
    }

    @Test func `the follower's reading of one node finds its install`() throws {
        let (fixture, job) = try armed()
        let before = try fixture.database.inventory()
        let ended = InstallJob.Outcome.failed(.gate, .gateMACMismatch)
        var record = job.record
        record.phase = .gate
        record.activity = .ended(ended)
        #expect(before.node(name: "n1")?.install?.job == 1)
        try fixture.database.end(record, of: 1)
        let update = try fixture.database.read { try InventoryUpdate.since(before.revision, $0) }
        guard case .changes(let nodes, _, _) = update else {
            Issue.record("\(update)")
            return
        }
        #expect(nodes.map(\.name) == ["n1"])
        #expect(nodes.first?.node?.install == nil && nodes.first?.node?.boot == .local)
    }
}

extension InstallJob.Record {
    fileprivate var isEnded: Bool { if case .ended = activity { true } else { false } }
}
