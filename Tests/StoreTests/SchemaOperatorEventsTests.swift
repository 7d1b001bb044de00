import BootModel
import InstallPlan
import NetTypes
import Testing

@testable import Store

/// What operators do is on the timeline, also what they do with the plain `sqlite3` shell.
struct SchemaOperatorEventsTests {
    struct Deed: CustomTestStringConvertible {
        var statement: String
        var details: Set<String>
        var testDescription: String { statement }

        init(_ statement: String, _ details: Set<String>) {
            self.statement = statement
            self.details = details
        }
    }

    @Test(
        arguments: [
            Deed("UPDATE node SET boot = 'install' WHERE name = 'n1'", ["armed as install job 1"]),
            Deed("INSERT INTO arming (node, again) VALUES ('n1', 1)", ["armed as install job 1, again"]),
            Deed(
                "INSERT INTO arming (node) VALUES ('n1'); DELETE FROM arming",
                ["armed as install job 1", "install job 1 cancelled", "held"]),
            Deed(
                "INSERT INTO arming (node) VALUES ('n1'); UPDATE node SET boot = 'netboot'",
                ["armed as install job 1", "arming of install job 1 withdrawn"]),
            Deed("UPDATE node SET state = 'held' WHERE name = 'n1'", ["held"]),
            Deed("UPDATE node SET state = 'ignored' WHERE name = 'n1'", ["ignored"]),
            Deed(
                "UPDATE node SET state = 'held'; UPDATE node SET state = 'allowed'", ["held", "approved"]),
            Deed("UPDATE node SET state = 'allowed', boot = 'local' WHERE name = 'n1'", []),
            Deed("DELETE FROM node WHERE name = 'n1'", ["taken off the whitelist"]),
            Deed("DELETE FROM mac_profile WHERE name = 'n1'", ["taken off the whitelist"]),
        ], [false, true])
    func `each deed is an event`(deed: Deed, foreignKeys: Bool) async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit(deed.statement, foreignKeys: foreignKeys)
        let events = try fixture.database.events(.node("n1"), limit: 10).map(\.event)
        #expect(Set(events.map(\.detail)) == deed.details && events.count == deed.details.count)
        #expect(events.allSatisfy { $0.stage == .operator && $0.outcome == .done && $0.mac == .fixture(1) })
    }

    @Test func `a timeline goes with a new name, and a refused deed is on none`() async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit("UPDATE node SET state = 'held' WHERE name = 'n1'")
        try await fixture.edit("UPDATE mac_profile SET name = 'n9' WHERE name = 'n1'")
        let events = try fixture.database.events(.node("n9"), limit: 10).map(\.event)
        #expect(events.map(\.detail) == ["held", "renamed from n1"])
        #expect(events.map(\.mac) == [.fixture(1), .fixture(1)])
        #expect(try fixture.database.events(.node("n1"), limit: 10).isEmpty)
        #expect(try await fixture.shell("UPDATE node SET boot = 'install' WHERE name = 'n9'").status != 0)
        #expect(try fixture.database.events(limit: 10).count == 2)
    }

    @Test func `who it was is known of commands, in the same transaction`() async throws {
        let fixture = try Fixture.armable()
        let database = try Database(path: fixture.database.path, writer: "alice")
        try database.arm(["n1", "n2"], ArmingOptions(), at: WallClock(milliseconds: 1_800_000_000_000))
        var held = Node.fixture(2)
        held.state = .held
        _ = try database.applyNodes([held])
        try await fixture.edit("UPDATE node SET state = 'allowed' WHERE name = 'n2'")
        #expect(
            try database.events(.node("n2"), limit: 10).map(\.event.detail).sorted() == [
                "approved", "armed as install job 2 by alice", "arming of install job 2 withdrawn by alice",
                "held by alice",
            ])
        _ = try database.applyNodes([.fixture(1)], dryRun: true)
        #expect(try database.events(.node("n1"), limit: 10).count == 1)
    }

    @Test func `a job that ends as withdrawn by itself is no deed`() async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit(
            """
            UPDATE node SET boot = 'install' WHERE name = 'n1';
            UPDATE job SET activity = 'ended', outcome = 'failed', failure = 'arming-withdrawn';
            """)
        let events = try fixture.database.events(.node("n1"), limit: 10)
        #expect(events.map(\.event.detail) == ["armed as install job 1"])
    }

    @Test func `a cancellation holds its node once`() async throws {
        let fixture = try Fixture.armable()
        try await fixture.edit(
            """
            UPDATE node SET boot = 'install' WHERE name = 'n1';
            UPDATE job SET activity = 'running', phase = 'copy';
            UPDATE job SET request = 'cancel';
            """)
        #expect(try fixture.database.node(name: "n1")?.state == .held)
        try await fixture.edit(
            """
            UPDATE node SET state = 'allowed' WHERE name = 'n1';
            UPDATE job SET activity = 'ended', outcome = 'cancelled';
            """)
        #expect(try fixture.database.node(name: "n1")?.state == .allowed)
        #expect(try fixture.database.job(1)?.request == nil)
    }
}
