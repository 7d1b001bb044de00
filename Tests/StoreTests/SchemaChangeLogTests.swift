import BootModel
import Testing

@testable import Store

struct SchemaChangeLogTests {
    private static let inventory = """
        INSERT INTO node (name, profile) VALUES ('n1', 'worker'), ('n2', 'worker');
        INSERT INTO node_mac VALUES ('52:54:00:00:00:01', 'n1'), ('52:54:00:00:00:02', 'n2');
        INSERT INTO node_profile (node, profile) VALUES ('n1', 'control-plane');
        INSERT INTO node_variable VALUES ('n1', 'cmdline', 'quiet');
        DELETE FROM change;
        """

    @Test(arguments: [
        ("INSERT INTO node (name, profile) VALUES ('n3', 'worker')", "node|n3"),
        ("UPDATE node SET state = 'held' WHERE name = 'n1'", "node|n1"),
        ("UPDATE node SET name = 'n3' WHERE name = 'n1'", "node|n1\nnode|n3"),
        ("DELETE FROM node WHERE name = 'n1'", "node|n1"),
        ("INSERT INTO node_mac VALUES ('52:54:00:00:00:03', 'n1')", "node|n1"),
        ("UPDATE node_mac SET node = 'n2' WHERE node = 'n1'", "node|n1\nnode|n2"),
        ("DELETE FROM node_mac WHERE node = 'n1'", "node|n1"),
        ("INSERT OR REPLACE INTO node (name, profile) VALUES ('n1', 'control-plane')", "node|n1"),
        ("INSERT INTO node_profile (node, profile) VALUES ('n2', 'control-plane')", "node|n2"),
        ("UPDATE node_profile SET position = 4", "node|n1"),
        ("DELETE FROM node_profile", "node|n1"),
        ("INSERT INTO node_variable VALUES ('n2', 'a', 'b')", "node|n2"),
        ("UPDATE node_variable SET value = 'c'", "node|n1"),
        ("DELETE FROM node_variable", "node|n1"),
        ("INSERT INTO profile (name) VALUES ('gpu')", "profile|gpu"),
        ("UPDATE profile SET offered_to_unknown = 1 WHERE name = 'worker'", "profile|worker"),
        (
            "UPDATE profile SET name = 'compute' WHERE name = 'worker'",
            "node|n1\nnode|n2\nprofile|compute\nprofile|worker"
        ),
        ("UPDATE profile SET image = NULL WHERE name = 'worker'", "profile|worker"),
        ("UPDATE profile_image SET activated_at = 9 WHERE profile = 'worker'", "profile|worker"),
        ("INSERT OR REPLACE INTO image SELECT * FROM image", "profile|control-plane\nprofile|worker"),
        ("INSERT INTO mac_profile (mac, name) VALUES ('525400000003', 'n1')", "node|n1"),
        ("INSERT INTO sighting VALUES ('52:54:00:00:00:09', 1, 1, 1, '', '')", ""),
        ("INSERT INTO event (time, stage, outcome, detail) VALUES (1, 'offer', 'done', '')", ""),
    ])
    func `a change is logged under every name it touches`(statement: String, log: String) async throws {
        let fixture = try Fixture()
        let result = try await fixture.shell(
            "\(Self.inventory) \(statement); SELECT DISTINCT kind, name FROM change ORDER BY kind, name")
        #expect(result.errors == "")
        #expect(result.output == log)
    }

    @Test func `the revision survives a log that was emptied, and a rolled back change leaves no gap`()
        async throws
    {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let revision = try fixture.database.inventory().revision
        try await fixture.shell("DELETE FROM change; BEGIN; DELETE FROM node; ROLLBACK;")
        #expect(try fixture.database.inventory().revision == revision)
        try await fixture.shell("UPDATE node SET state = 'held'")
        #expect(try fixture.database.inventory().revision == revision + 1)
    }
}
