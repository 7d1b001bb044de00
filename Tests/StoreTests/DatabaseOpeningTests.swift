import BootModel
import Commands
import Foundation
import GRDB
import NetTypes
import Testing

@testable import Store

struct DatabaseOpeningTests {
    private static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func `the directory and the database are made, closed to others`() throws {
        let fixture = try Fixture()
        #expect(try Self.mode(fixture.directory) == 0o750)
        #expect(fixture.database.path == fixture.directory + "/rackrise.db")
        for suffix in ["", "-wal", "-shm"] {
            #expect(try Self.mode(fixture.database.path + suffix) == 0o640)
        }
    }

    @Test func `every table is strict, the journal is a write-ahead log and commits are synced`() async throws
    {
        let fixture = try Fixture()
        let loose =
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        let tables = try await fixture.shell(loose).output.split(separator: "\n").map(String.init)
        #expect(tables.filter { !$0.hasPrefix("sqlite_") && !$0.hasPrefix("grdb_") }.isEmpty)
        #expect(try await fixture.shell("PRAGMA journal_mode").output == "wal")
        let settings = try await fixture.database.pool.writeWithoutTransaction { connection in
            [
                try Int.fetchOne(connection, sql: "PRAGMA synchronous"),
                try Int.fetchOne(connection, sql: "PRAGMA foreign_keys"),
            ]
        }
        #expect(settings == [2, 1])
    }

    @Test func `opening again changes nothing`() async throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let schema = try await fixture.shell(".schema").output
        let again = try Store.Database(stateDirectory: fixture.directory)
        #expect(try again.nodes() == [.fixture(1)])
        #expect(try await fixture.shell(".schema").output == schema)
    }

    @Test func `a database of a newer schema is refused`() async throws {
        let fixture = try Fixture()
        try await fixture.shell("INSERT INTO grdb_migrations VALUES ('12 something later')")
        let error = #expect(throws: StoreError.self) { try Store.Database(stateDirectory: fixture.directory) }
        #expect(
            error?.message
                == "\(fixture.database.path) was written by a newer Rackrise; run that version, or restore a backup of this one"
        )
    }

    @Test func `a node that has had the name of a command since before it was one can be edited`() throws {
        let fixture = try Fixture()
        let path = try older(
            fixture, "8 secrets",
            """
            INSERT INTO profile (name) VALUES ('worker');
            INSERT INTO node (name, profile) VALUES ('trust', 'worker');
            INSERT INTO node_mac (mac, node) VALUES ('52:54:00:00:00:01', 'trust');
            """)
        let database = try Store.Database(path: path)
        try database.updateNode("trust") { $0.state = .held }
        #expect(try database.node(name: "trust")?.state == .held)
        try database.updateNode("trust") { $0.name = "n1" }
        let error = #expect(throws: StoreError.self) { try database.updateNode("n1") { $0.name = "trust" } }
        #expect(error?.message == "node \"trust\": trust is a word of rackrise install, not a node name")
    }

    @Test func `an operator's view over the events survives their new table`() async throws {
        let fixture = try Fixture()
        let path = try older(
            fixture, "9 seen host keys",
            """
            INSERT INTO event (time, stage, outcome, detail) VALUES (5, 'offer', 'refused', 'no');
            CREATE VIEW refusals AS SELECT detail FROM event WHERE outcome = 'refused';
            """)
        let database = try Store.Database(path: path)
        try database.activate(.fixture(1), for: "worker", at: WallClock(milliseconds: 1))
        try database.addNode(.fixture(1))
        let deeds = "UPDATE node SET state = 'held'; SELECT detail FROM refusals; SELECT detail FROM event;"
        let result = try await ShellResult(running: deeds, on: path)
        #expect(result.errors == "" && result.output == "no\nno\nheld")
        let isLegacy = try database.write { try Bool.fetchOne($0, sql: "PRAGMA legacy_alter_table") }
        #expect(isLegacy == false)
    }

    /// A database as an older version left it, with these statements run.
    private func older(_ fixture: Fixture, _ migration: String, _ statements: String) throws -> String {
        let path = fixture.directory + "/older.db"
        let older = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(older, upTo: migration)
        try older.write { try $0.execute(sql: statements) }
        try older.close()
        return path
    }

    @Test func `a file that is not a database is refused with its name`() throws {
        let fixture = try Fixture()
        let path = fixture.directory + "/other.db"
        try String(repeating: "not a database ", count: 100).write(
            toFile: path, atomically: false, encoding: .utf8)
        let error = #expect(throws: StoreError.self) { try Store.Database(path: path) }
        #expect(error?.message.hasPrefix("\(path) is damaged or not a database") == true)
    }

    @Test func `a directory that cannot be made is refused with its name`() throws {
        let fixture = try Fixture()
        let below = fixture.database.path + "/state"
        let error = #expect(throws: StoreError.self) { try Store.Database(stateDirectory: below) }
        #expect(error?.message.hasPrefix("cannot make the state directory \(below)") == true)
    }

    @Test func `many openers of a new database at once all succeed`() async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/rackrise-store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...8 {
                group.addTask {
                    let database = try Store.Database(stateDirectory: directory)
                    try database.activate(.fixture(1), for: "p\(number)", at: WallClock(milliseconds: 1))
                }
            }
            try await group.waitForAll()
        }
        #expect(try Store.Database(stateDirectory: directory).profiles().count == 8)
    }

    @Test func `a writer that waits too long says that another program holds the database`() throws {
        let fixture = try Fixture()
        let error = #expect(throws: StoreError.self) {
            try Store.Database(path: fixture.database.path).pool.write { _ in
                _ = try fixture.database.addNode(.fixture(1))
            }
        }
        #expect(error?.kind == .busy)
        #expect(
            error?.message
                == "another program has held the database \(fixture.database.path) for 5 seconds; end its transaction and try again"
        )
    }

    @Test func `a full disk is named`() throws {
        let fixture = try Fixture()
        let error = #expect(throws: StoreError.self) {
            try StoreError.translating(fixture.database.path) {
                try fixture.database.pool.writeWithoutTransaction { connection in
                    try connection.execute(sql: "PRAGMA max_page_count = 1")
                    try connection.execute(sql: "CREATE TABLE filler AS SELECT zeroblob(1000000)")
                }
            }
        }
        #expect(
            error?.message == "the disk with \(fixture.database.path) is full; free some space and try again")
    }

    @Test func `readers and a writer in another process do not disturb each other`() async throws {
        let fixture = try Fixture()
        async let writes: Void = Task.detached {
            for number in 1...20 {
                try await fixture.shell(
                    "INSERT INTO mac_profile VALUES ('\(MACAddress.fixture(UInt64(number)))', 'n\(number)', 'worker', 'local')"
                )
            }
        }.value
        for number in 101...150 {
            try fixture.database.addNode(.fixture(UInt64(number)))
            #expect(try fixture.database.nodes().allSatisfy { $0.macs.count == 1 })
        }
        try await writes
        #expect(try fixture.database.nodes().count == 70)
    }

    @Test func `a writer killed in its transaction leaves the database whole`() async throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let before = try fixture.database.inventory().revision
        let writer = Dialogue(Command("sqlite3", [fixture.database.path]))
        // With a cache of one page the pages of the transaction go to the log before it is committed.
        let script = """
            PRAGMA cache_size = 1;
            BEGIN IMMEDIATE;
            INSERT INTO profile (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 5000)
                SELECT 'p' || i FROM n;
            DELETE FROM node;
            SELECT 'written';

            """
        writer.write(script)
        try await writer.output { $0 == "written\n" }
        try await writer.signal(SIGKILL)
        #expect(try await writer.outcome().status == 128 + SIGKILL)

        #expect(try await fixture.shell("PRAGMA integrity_check").output == "ok")
        let inventory = try Store.Database(stateDirectory: fixture.directory).inventory()
        #expect(inventory.revision == before)
        #expect(Set(inventory.profiles.map(\.name)) == ["worker", "control-plane"])
        try fixture.database.addNode(.fixture(2))
        #expect(try fixture.database.nodes() == [.fixture(1), .fixture(2)])
    }
}
