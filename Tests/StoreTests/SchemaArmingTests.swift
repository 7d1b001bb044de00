import BootModel
import InstallPlan
import NetTypes
import Testing

@testable import Store

/// How the plain `sqlite3` shell arms nodes, and what ends an arming.
struct SchemaArmingTests {
    private static let ways = [
        "UPDATE node SET boot = 'install' WHERE name = 'n1'",
        "UPDATE OR REPLACE node SET boot = 'install' WHERE name = 'n1'",
        "UPDATE OR IGNORE node SET boot = 'install' WHERE name = 'n1'",
        "REPLACE INTO node (name, profile, boot) VALUES ('n1', 'worker', 'install')",
        "UPDATE mac_profile SET boot = 'install' WHERE mac = '52:54:00:00:00:01'",
        "INSERT INTO arming (node) VALUES ('n1')",
    ]

    @Test(arguments: ways, [false, true])
    func `every way arms for a day and three boots, once`(statement: String, foreignKeys: Bool) async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit(statement, foreignKeys: foreignKeys)
        let jobs = try fixture.database.openJobs()
        let job = try #require(jobs.first)
        #expect(jobs.count == 1)
        #expect(job.node == "n1" && job.plan == Fixture.planRevision && job.installer == "worker")
        #expect(job.record == InstallJob.Record(arming: Arming(at: job.armedAt)))
        #expect(job.request == nil && job.outcome == nil)
        let node = try #require(try fixture.database.node(name: "n1"))
        #expect(node.boot == .install)
        #expect(
            node.install == PendingInstall(job: job.id, profile: "worker", until: job.record.arming.until))
        // A second time it is armed already.
        if !statement.contains("arming") { try await fixture.edit(statement, foreignKeys: foreignKeys) }
        #expect(try fixture.database.openJobs() == jobs)
    }

    @Test func `a new node is armed by its row, also through the view`() async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit("INSERT INTO mac_profile VALUES ('525400000003', 'n3', 'worker', 'install')")
        try await fixture.edit("INSERT INTO node (name, profile, boot) VALUES ('n4', 'worker', 'install')")
        #expect(try fixture.database.openJobs().map(\.node) == ["n3", "n4"])
        #expect(try fixture.database.node(name: "n3")?.install?.job == 1)
    }

    @Test func `an arming may have its own time and boots, and is seen as such`() async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit("INSERT INTO arming (node, wipe, hours, boots) VALUES ('n1', 1, 1.5, 2)")
        let job = try #require(try fixture.database.openJobs().first)
        #expect(
            job.record.arming
                == Arming(at: job.armedAt, time: .seconds(5400), boots: 2, mayWipe: true))
        #expect(try await fixture.edit("SELECT * FROM arming") == "n1|0|1|1.5|2")
    }

    @Test func `the plan may name another profile as the installer`() async throws {
        let fixture = try Fixture.armable(plan: #"{"installer":"control-plane"}"#)
        try await fixture.edit("UPDATE node SET boot = 'install' WHERE name = 'n1'")
        #expect(try fixture.database.node(name: "n1")?.install?.profile == "control-plane")
        try await fixture.edit("UPDATE profile SET name = 'rescue' WHERE name = 'control-plane'")
        #expect(try fixture.database.node(name: "n1")?.install?.profile == "rescue")
    }

    @Test(arguments: [
        "UPDATE node SET boot = 'netboot' WHERE name = 'n1'",
        "UPDATE node SET boot = 'local' WHERE name = 'n1'",
        "UPDATE mac_profile SET boot = 'netboot', name = 'n9' WHERE name = 'n1'",
        "REPLACE INTO node (name, profile) VALUES ('n1', 'worker')",
    ])
    func `another boot setting withdraws the arming`(statement: String) async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit("UPDATE node SET boot = 'install' WHERE name = 'n1'; \(statement)")
        #expect(try fixture.database.openJobs() == [])
        let job = try #require(try fixture.database.job(1))
        #expect(job.outcome == .failed(.waitForSSH, .armingWithdrawn))
        #expect(try fixture.database.endOfJob(1) != nil)
        let node = try #require(try fixture.database.node(name: job.node))
        #expect(node.boot != .install && node.install == nil && node.state == .allowed)
    }

    @Test func `a cancelled arming leaves the node held on its local disk`() async throws {
        for statement in ["DELETE FROM arming WHERE node = 'n1'", "UPDATE job SET request = 'cancel'"] {
            let fixture = try Fixture.armable()
            try await fixture.edit("UPDATE node SET boot = 'install' WHERE name = 'n1'; \(statement)")
            let job = try #require(try fixture.database.job(1))
            #expect(job.outcome == .cancelled && job.request == nil)
            let node = try #require(try fixture.database.node(name: "n1"))
            #expect(node.boot == .local && node.state == .held && node.install == nil)
        }
    }

    @Test func `a verified job makes the local disk the answer, in whatever statement`() async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit(
            """
            UPDATE node SET boot = 'install' WHERE name = 'n1';
            UPDATE job SET verified = 1, activity = 'allowing-reboot';
            """)
        #expect(try fixture.database.node(name: "n1")?.boot == .local)
        #expect(try fixture.database.node(name: "n1")?.install == nil)
        #expect(
            try await fixture.edit("SELECT mac, node, job FROM installed_machine") == "52:54:00:00:00:01|n1|1"
        )
    }
}
