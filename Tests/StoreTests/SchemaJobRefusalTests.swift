import BootModel
import InstallPlan
import Testing

@testable import Store

/// What the plain `sqlite3` shell is refused while `n1` is armed.
struct SchemaJobRefusalTests {
    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA"

    static let inUse: [RefusedStatement] = [
        RefusedStatement(
            "DELETE FROM node WHERE name = 'n1'", "node \"n1\" has the open install job 1; end it first with"),
        RefusedStatement("DELETE FROM mac_profile WHERE name = 'n1'", "has the open install job 1"),
        RefusedStatement(
            "DELETE FROM job",
            "install job 1 of node \"n1\" is open; end it first with rackrise install cancel n1"),
        RefusedStatement(
            "UPDATE profile SET plan = NULL; DELETE FROM plan",
            "is in use by install job 1; wait until it is over, or end it"),
        RefusedStatement("DELETE FROM plan", "is in use by install job 1"),
        RefusedStatement(
            "UPDATE node SET profile = 'control-plane'; DELETE FROM profile WHERE name = 'worker'",
            "profile \"worker\" is the installer of job 1"),
        RefusedStatement("DELETE FROM secret", "secret \"token\" is needed by install job 1"),
        RefusedStatement("UPDATE secret SET name = 'x'", "a secret is sealed for its name"),
    ]

    static let arming: [RefusedStatement] = [
        RefusedStatement("INSERT INTO arming (node) VALUES ('n1')", "node \"n1\" has the open install job 1"),
        RefusedStatement("INSERT INTO arming (node) VALUES ('n9')", "there is no node \"n9\""),
        RefusedStatement("INSERT INTO arming (node) VALUES (NULL)", "there is no node \"NULL\""),
        RefusedStatement("INSERT INTO arming (node, boots) VALUES ('n2', 0)", "an arming has 1 to 100 boots"),
        RefusedStatement(
            "INSERT INTO arming (node, hours) VALUES ('n2', 0)", "an arming lasts at most 30 days"),
        RefusedStatement(
            "INSERT INTO arming (node, hours) VALUES ('n2', 721)", "an arming lasts at most 30 days"),
        RefusedStatement("INSERT INTO arming (node, again) VALUES ('n2', 2)", "again is 0 or 1"),
        RefusedStatement(
            "UPDATE node SET state = 'held' WHERE name = 'n2'; INSERT INTO arming (node) VALUES ('n2')",
            "node \"n2\" is held; let it boot first with rackrise node approve n2"),
        RefusedStatement(
            "UPDATE node SET profile = 'control-plane'; UPDATE node SET boot = 'install' WHERE name = 'n2'",
            "node \"n2\" cannot be installed: its profile \"control-plane\" has no install plan"),
        RefusedStatement(
            "UPDATE profile SET image = NULL; UPDATE node SET boot = 'install' WHERE name = 'n2'",
            "node \"n2\" cannot be installed: its installer, the profile \"worker\", has no image"),
        RefusedStatement(
            "INSERT INTO job (node, plan, installer) VALUES ('n2', 'x', 'worker')", "there is no plan \"x\""),
        RefusedStatement(
            "REPLACE INTO job (id, node, plan, installer) VALUES (1, 'n2', '\(Fixture.planRevision)', 'worker')",
            "install job 1 exists already"),
        RefusedStatement(
            "UPDATE job SET activity = 'running', request = 'cancel'; UPDATE node SET boot = 'install', state = 'allowed'",
            "node \"n1\" has install job 1, which is being cancelled"),
        RefusedStatement(
            "UPDATE job SET activity = 'running', verified = 1; UPDATE node SET boot = 'install' WHERE name = 'n1'",
            "node \"n1\" has install job 1, which has written its disk"),
    ]

    static let history: [RefusedStatement] = [
        RefusedStatement(
            "UPDATE job SET plan = '\(String(repeating: "2", count: 64))'", "a job keeps its number"),
        RefusedStatement("UPDATE job SET id = 7", "a job keeps its number"),
        RefusedStatement("UPDATE job SET activity = 'ended'", "a job has an outcome when it has ended"),
        RefusedStatement("UPDATE job SET outcome = 'installed'", "a job has an outcome when it has ended"),
        RefusedStatement("UPDATE job SET activity = 'ended', outcome = 'failed'", "a failure has a name"),
        RefusedStatement("UPDATE job SET activity = 'pausing'", "a pause has an end and a phase after it"),
        RefusedStatement("UPDATE job SET activity = 'sleeping'", "activity is one of a job"),
        RefusedStatement("UPDATE job SET phase = 'wipe'", "phase is one of an install"),
        RefusedStatement("UPDATE job SET retries = '[]'", "retries is a JSON object"),
        RefusedStatement("UPDATE job SET request = 'stop'", "request is cancel or retry"),
        RefusedStatement(
            "UPDATE job SET request = 'retry'", "install job 1 of node \"n1\" is not over and cannot be tried"
        ),
        RefusedStatement(
            "UPDATE node SET boot = 'local' WHERE name = 'n1'; UPDATE job SET request = 'cancel'",
            "install job 1 of node \"n1\" is over and cannot be cancelled"),
        RefusedStatement(
            "UPDATE node SET boot = 'local' WHERE name = 'n1'; UPDATE job SET activity = 'armed', outcome = NULL, failure = NULL",
            "install job 1 of node \"n1\" is over (arming-withdrawn); arm the node again"),
        RefusedStatement(
            "UPDATE job SET request = 'cancel'; UPDATE job SET activity = 'running', outcome = NULL",
            "install job 1 of node \"n1\" is over (cancelled); arm the node again"),
    ]

    static let runs: [RefusedStatement] = [
        RefusedStatement(
            """
            INSERT INTO job_boot VALUES (1, 1, 'a', 1), (1, 2, 'b', 1), (1, 3, 'c', 1);
            INSERT INTO job_boot VALUES (1, 4, 'd', 1)
            """, "install job 1 has no boot of the installer left"),
        RefusedStatement("INSERT INTO job_boot VALUES (9, 1, 'a', 1)", "install job 9 has no boot"),
        RefusedStatement("INSERT INTO job_boot VALUES (1, 1, 'a b', 1)", "a token is at most 128"),
        RefusedStatement("INSERT INTO job_boot VALUES (1, 1, 'a', 1); DELETE FROM job_boot", "stays spent"),
        RefusedStatement(
            "INSERT INTO job_boot VALUES (1, 1, 'a', 1); UPDATE job_boot SET token = 'b'", "stays spent"),
        RefusedStatement(
            "INSERT INTO job_boot VALUES (1, 1, 'a', 1); REPLACE INTO job_boot VALUES (1, 1, 'b', 1)",
            "stays spent"),
        RefusedStatement(
            "INSERT INTO job_boot VALUES (1, 1, 'a', 1); UPDATE job SET rowid = 7", "a job keeps its number"),
        RefusedStatement("UPDATE job SET node = 'n2'", "a job keeps its number, its node"),
        RefusedStatement(
            """
            INSERT INTO destructive_run VALUES (1, 'partition', 1, NULL);
            INSERT OR REPLACE INTO destructive_run VALUES (1, 'partition', 2, NULL)
            """, "entered partition before and never enters it again"),
        RefusedStatement(
            "INSERT INTO destructive_run VALUES (1, 'partition', 1, NULL); DELETE FROM destructive_run",
            "that the disk was written stays recorded"),
        RefusedStatement(
            "UPDATE node SET state = 'held'; INSERT INTO destructive_run VALUES (1, 'partition', 1, NULL)",
            "install job 1 may not write the disk"),
        RefusedStatement(
            "UPDATE job SET activity = 'running', request = 'cancel'; INSERT INTO destructive_run VALUES (1, 'partition', 1, NULL)",
            "install job 1 may not write the disk"),
        RefusedStatement(
            "UPDATE node SET boot = 'local'; INSERT INTO destructive_run VALUES (1, 'partition', 1, NULL)",
            "install job 1 may not write the disk"),
        RefusedStatement(
            """
            INSERT INTO host_key VALUES (1, 'system', 0, '\(key)', 'reported');
            INSERT OR REPLACE INTO host_key VALUES (1, 'system', 0, '\(key)B', 'reported')
            """, "install job 1 has pinned another host key of the system"),
        RefusedStatement(
            "INSERT INTO host_key VALUES (1, 'system', 0, '\(key)', 'reported'); UPDATE host_key SET key = '\(key)B'",
            "has pinned another host key"),
        RefusedStatement(
            "INSERT INTO host_key VALUES (1, 'system', 0, '\(key) me', 'reported')", "a host key is its type"),
        RefusedStatement(
            "INSERT INTO host_key VALUES (1, 'system', 1, '\(key)', 'reported')", "boot 0 is the installed"),
        RefusedStatement(
            "INSERT INTO host_key VALUES (1, 'system', 0, '\(key)', 'guess')", "trust is static"),
        RefusedStatement("INSERT INTO secret VALUES ('a b', x'00', 1)", "a secret name is at most 64"),
        RefusedStatement("INSERT INTO secret VALUES ('a', zeroblob(66001), 1)", "at most 66000 octets"),
        RefusedStatement(
            "INSERT INTO step_run VALUES (1, 0, 'copy', 1, NULL, NULL, NULL, NULL, NULL)", "count from 1"),
    ]

    @Test(arguments: inUse + arming + history + runs)
    func `a statement that breaks a rule fails with a sentence and changes nothing`(test: RefusedStatement)
        async throws
    {
        let fixture = try Fixture.armable()
        try await fixture.edit(
            """
            INSERT INTO secret VALUES ('token', x'00', 1);
            UPDATE node SET boot = 'install' WHERE name = 'n1'
            """)
        let before = try (fixture.database.openJobs(), fixture.database.inventory().revision)
        for foreignKeys in [false, true] {
            let result = try await fixture.shell(
                "PRAGMA foreign_keys = \(foreignKeys); BEGIN; \(test.statement); COMMIT;")
            #expect(result.status != 0)
            #expect(result.errors.contains(test.message), "\(result.errors)")
        }
        #expect(try fixture.database.openJobs() == before.0)
        #expect(try fixture.database.inventory().revision == before.1)
    }
}
