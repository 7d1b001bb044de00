import BootModel
import Foundation
import GRDB
import InstallPlan
import Testing

@testable import Store

/// What the plain `sqlite3` shell is refused about machines that were installed: here `n1`, but not `n2`.
struct SchemaPermissionTests {
    private static let arming = [
        "UPDATE node SET boot = 'install' WHERE name = 'n1'",
        "UPDATE OR IGNORE node SET boot = 'install' WHERE name = 'n1'",
        "UPDATE OR REPLACE node SET boot = 'install' WHERE name = 'n1'",
        "UPDATE node SET (boot, state) = ('install', 'allowed') WHERE name = 'n1'",
        "INSERT INTO node (name, profile) VALUES ('n1', 'worker') ON CONFLICT (name) DO UPDATE SET boot = 'install'",
        "REPLACE INTO node (name, profile, boot) VALUES ('n1', 'worker', 'install')",
        """
        PRAGMA recursive_triggers = ON; REPLACE INTO node (name, profile, boot) VALUES ('n1', 'worker', 'install');
        INSERT INTO node_mac VALUES ('52:54:00:00:00:01', 'n1')
        """,
        "UPDATE mac_profile SET boot = 'install' WHERE name = 'n1'",
        "UPDATE mac_profile SET boot = 'install', name = 'n9' WHERE name = 'n1'",
        "INSERT INTO arming (node) VALUES ('n1')",
        "INSERT OR IGNORE INTO arming (node) VALUES ('n1')",
    ]

    private static let job = "INSERT INTO job (node, plan, installer"
    private static let plan = Fixture.planRevision

    private static let jobs = [
        "\(job)) VALUES ('n1', '\(plan)', 'worker')",
        "\(job), again) VALUES ('n1', '\(plan)', 'worker', 0) ON CONFLICT DO UPDATE SET again = 1",
        "\(job), activity, outcome, failure) VALUES ('n1', '\(plan)', 'worker', 'ended', 'failed', 'phase-timeout')",
        "DELETE FROM job; UPDATE node SET boot = 'install' WHERE name = 'n1'",
        "UPDATE job SET verified = 0",
        "UPDATE job SET again = 1",
        "UPDATE OR IGNORE job SET again = 1",
        "UPDATE job SET activity = 'armed', outcome = NULL",
        "UPDATE job SET node = 'n2'",
        "UPDATE job SET rowid = 7",
        "INSERT INTO arming (node) VALUES ('n2'); UPDATE job SET again = 1 WHERE node = 'n2'",
        """
        INSERT INTO arming (node) VALUES ('n2'); UPDATE job SET node = 'n1' WHERE node = 'n2';
        UPDATE node SET boot = 'install' WHERE name = 'n1'
        """,
    ]

    private static let ended = """
        \(job), activity, outcome, failure) VALUES ('n2', '\(plan)', 'worker', 'ended', 'failed', 'phase-timeout');
        UPDATE node_mac SET node = 'n2' WHERE node = 'n1'
        """

    private static let machines = [
        "UPDATE node SET name = 'new' WHERE name = 'n1'; UPDATE node SET boot = 'install' WHERE name = 'new'",
        "DELETE FROM node WHERE name = 'n1'; INSERT INTO mac_profile VALUES ('525400000001', 'n1', 'worker', 'install')",
        "DELETE FROM node WHERE name = 'n1'; INSERT INTO mac_profile VALUES ('525400000001', 'x', 'worker', 'install')",
        "UPDATE node SET boot = 'install' WHERE name = 'n2'; UPDATE node_mac SET node = 'n2' WHERE node = 'n1'",
        "UPDATE node_mac SET node = 'n2' WHERE node = 'n1'; UPDATE node SET boot = 'install' WHERE name = 'n2'",
        """
        UPDATE node SET boot = 'install' WHERE name = 'n2'; DELETE FROM node_mac;
        REPLACE INTO node_mac VALUES ('52:54:00:00:00:01', 'n2')
        """,
        "\(ended); UPDATE job SET activity = 'armed', outcome = NULL, failure = NULL WHERE node = 'n2'",
        "\(ended); UPDATE job SET request = 'retry' WHERE node = 'n2'",
        "DELETE FROM installed_machine",
        "UPDATE installed_machine SET mac = '52:54:00:00:00:09'",
        "UPDATE OR REPLACE installed_machine SET mac = '52:54:00:00:00:09'",
        """
        REPLACE INTO installed_machine VALUES ('52:54:00:00:00:01', 'x', 7, 1); DELETE FROM job;
        UPDATE node SET boot = 'install' WHERE name = 'n1'
        """,
    ]

    @Test(arguments: arming + jobs + machines, [false, true])
    func `nothing installs an installed machine again without the permission`(
        statement: String, foreignKeys: Bool
    ) async throws {
        let fixture = try Fixture.armable()
        try await Self.install(fixture)
        let before = try fixture.database.nodes()
        let result = try await fixture.shell(
            "PRAGMA foreign_keys = \(foreignKeys); BEGIN; \(statement); COMMIT;")
        #expect(result.errors.contains("again"), "\(result.errors)")
        #expect(try fixture.database.nodes() == before)
        #expect(try fixture.database.openJobs() == [])
    }

    @Test func `the permission is part of the arming and used up with it`() async throws {
        let fixture = try Fixture.armable()
        try await Self.install(fixture)
        try await fixture.edit("INSERT INTO arming (node, again) VALUES ('n1', 1)")
        #expect(try fixture.database.openJobs().map(\.id) == [2])
        #expect(try fixture.database.node(name: "n1")?.install?.job == 2)
        try await fixture.edit("INSERT INTO destructive_run VALUES (2, 'partition', 1, NULL)")
        try await fixture.edit("UPDATE node SET boot = 'netboot' WHERE name = 'n1'")
        let result = try await fixture.shell("UPDATE node SET boot = 'install' WHERE name = 'n1'")
        #expect(result.errors.contains("node \"n1\" was installed before"))
    }

    @Test(
        arguments: [
            "DELETE FROM node_mac WHERE node = 'n1'",
            "UPDATE node_mac SET node = 'n2' WHERE node = 'n1'",
            "UPDATE mac_profile SET mac = '525400000009' WHERE name = 'n1'",
        ], [false, true])
    func `a machine keeps its address while its disk is written, so that it is remembered by it`(
        statement: String, foreignKeys: Bool
    ) async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit("UPDATE node SET boot = 'install' WHERE name = 'n1'")
        // Not before its disk is written.
        try await fixture.edit("BEGIN; \(statement); ROLLBACK;", foreignKeys: foreignKeys)
        try await fixture.edit("INSERT INTO destructive_run VALUES (1, 'partition', 1, NULL)")
        let result = try await fixture.shell("PRAGMA foreign_keys = \(foreignKeys); \(statement)")
        #expect(result.errors.contains("52:54:00:00:00:01 stays with node \"n1\" while install job 1 writes"))
        try await fixture.edit("UPDATE node SET name = 'n3' WHERE name = 'n1'", foreignKeys: foreignKeys)
        #expect(try fixture.database.node(name: "n3")?.macs == [.fixture(1)])
        try await fixture.edit("UPDATE job SET verified = 1, activity = 'allowing-reboot'")
        #expect(try await fixture.edit("SELECT node FROM installed_machine") == "n3")
        try await fixture.edit("DELETE FROM node_mac WHERE node = 'n3'", foreignKeys: foreignKeys)
    }

    @Test func `a job that came to an installed machine before these rules neither arms nor writes`()
        async throws
    {
        let fixture = try Fixture()
        let path = fixture.directory + "/older.db"
        do {
            let older = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(older, upTo: "9 seen host keys")
            try await older.write { try $0.execute(sql: Self.movedJob) }
        }
        let database = try Store.Database(path: path)
        let job = try #require(try database.openJobs().first)
        #expect(job.node == "old" && job.id == 2)
        let node = try #require(try database.node(name: "old"))
        #expect(
            try database.enterDestructive(.partition, job.record, of: job.id, for: node) == .armingWithdrawn)
        for (statement, refusal) in [
            ("INSERT INTO destructive_run VALUES (2, 'partition', 1, NULL)", "may not write the disk"),
            (
                "UPDATE node SET boot = 'netboot'; UPDATE node SET boot = 'install' WHERE name = 'old'",
                "was installed before"
            ),
            ("UPDATE job SET node = 'new' WHERE node = 'old'", "a job keeps its number, its node"),
        ] {
            let result = try await ShellResult(running: "BEGIN; \(statement); COMMIT", on: path)
            #expect(result.errors.contains(refusal), "\(result.errors)")
        }
    }

    /// The node `old`, installed, with the job of the node `new`.
    private static let movedJob = """
        INSERT INTO image VALUES ('\(plan)', '\(plan)', 1, '\(plan)', 1, '', 'x86', 1);
        INSERT INTO plan VALUES ('\(plan)', 'closure', '{}', 1);
        INSERT INTO profile (name, image, plan) VALUES ('worker', '\(plan)', '\(plan)');
        INSERT INTO mac_profile VALUES ('525400000001', 'old', 'worker', 'install');
        UPDATE job SET verified = 1, activity = 'allowing-reboot';
        UPDATE job SET activity = 'ended', outcome = 'installed', phase = 'confirm';
        INSERT INTO mac_profile VALUES ('525400000002', 'new', 'worker', 'install');
        UPDATE job SET node = 'old' WHERE node = 'new';
        UPDATE node SET boot = 'install' WHERE name = 'old';
        """

    /// Armed and verified and over, as a whole install leaves it.
    private static func install(_ fixture: Fixture) async throws {
        try await fixture.edit(
            """
            UPDATE node SET boot = 'install' WHERE name = 'n1';
            UPDATE job SET verified = 1, activity = 'allowing-reboot';
            UPDATE job SET activity = 'ended', outcome = 'installed', phase = 'confirm';
            """)
    }
}
