import BootModel
import Foundation
import GRDB
import Testing

@testable import Store

struct DatabasePlansTests {
    private static func revision(_ digit: String) -> String { String(repeating: digit, count: 64) }

    /// Plans `a` (revisions 1 and 2) and `b` (revision 3), the first attached to `worker`.
    private func fixture() throws -> Fixture {
        let fixture = try Fixture()
        for (digit, name, time) in [("1", "a", 10), ("2", "a", 5), ("3", "b", 7)] as [(String, String, Int64)]
        {
            let isNew = try fixture.database.addPlan(
                revision: Self.revision(digit), canonical: #"{"n":\#(digit)}"#, name: name,
                at: WallClock(milliseconds: time))
            #expect(isNew)
        }
        try fixture.database.attachPlan(Self.revision("1"), to: "worker")
        return fixture
    }

    @Test func `revisions are kept by name, the newest first, with the profiles that use them`() throws {
        let fixture = try fixture()
        try fixture.database.attachPlan(Self.revision("1"), to: "control-plane")
        let plans = try fixture.database.plans()
        #expect(plans.map(\.revision) == ["2", "1", "3"].map(Self.revision))
        // The second import is the later one although the clock went back.
        #expect(plans.map(\.importedAt.milliseconds) == [11, 10, 7])
        #expect(plans.map(\.profiles) == [[], ["control-plane", "worker"], []])
        #expect(plans[0].canonical == #"{"n":2}"#)
    }

    @Test func `the same revision is stored once, under one name`() throws {
        let database = try fixture().database
        #expect(
            try !database.addPlan(
                revision: Self.revision("1"), canonical: "{}", name: "a", at: WallClock(milliseconds: 99)))
        let error = #expect(throws: StoreError.self) {
            try database.addPlan(
                revision: Self.revision("1"), canonical: "{}", name: "c", at: WallClock(milliseconds: 99))
        }
        #expect(
            error
                == StoreError(
                    .refused,
                    "plan revision \(Self.revision("1")) is stored already as \"a\"; attach that one"))
        #expect(try database.plans().count == 3)
    }

    @Test func `a profile's plan is part of the whitelist`() throws {
        let database = try fixture().database
        #expect(try database.profile("worker")?.plan == Self.revision("1"))
        #expect(try database.inventory().profile(name: "worker")?.plan == Self.revision("1"))
        try database.attachPlan(nil, to: "worker")
        #expect(try database.profile("worker")?.plan == nil)
        #expect(throws: StoreError.unknownProfile("gpu")) { try database.attachPlan(nil, to: "gpu") }
        let error = #expect(throws: StoreError.self) { try database.attachPlan("x", to: "worker") }
        #expect(error?.message == "there is no plan \"x\"; import it first with rackrise plan import")
    }

    @Test(arguments: [
        ("UPDATE plan SET canonical = '{}'", "a plan revision never changes"),
        ("UPDATE plan SET name = 'z'", "a plan revision never changes"),
        ("UPDATE OR REPLACE plan SET imported_at = 0", "a plan revision never changes"),
        (
            "DELETE FROM plan WHERE revision = '\(revision("1"))'",
            "plan \"a\" revision \(revision("1")) is used by profile \"worker\"; attach another there first"
        ),
        (
            "INSERT OR REPLACE INTO plan VALUES ('\(revision("1"))', 'a', '{}', 0)",
            "is stored already as \"a\""
        ),
        (
            "INSERT OR IGNORE INTO plan VALUES ('\(revision("1"))', 'z', '{}', 0)",
            "is stored already as \"a\""
        ),
        ("INSERT INTO plan VALUES ('\(revision("G"))', 'a', '{}', 0)", "a plan revision is 64 lower-case"),
        ("INSERT INTO plan VALUES ('12', 'a', '{}', 0)", "a plan revision is 64 lower-case"),
        ("INSERT INTO plan VALUES ('\(revision("4"))', 'A b', '{}', 0)", "a plan name is at most 64"),
        ("INSERT INTO plan VALUES ('\(revision("4"))', 'a', '[]', 0)", "canonical is a JSON object"),
        ("INSERT INTO plan VALUES ('\(revision("4"))', 'a', '{', 0)", "canonical is a JSON object"),
        ("UPDATE profile SET plan = 'x' WHERE name = 'worker'", "there is no plan \"x\""),
        ("INSERT INTO profile (name, plan) VALUES ('gpu', 'x')", "there is no plan \"x\""),
    ])
    func `the shell cannot change a revision or lose one in use`(statement: String, message: String)
        async throws
    {
        let fixture = try fixture()
        let result = try await fixture.shell(statement)
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(try fixture.database.plans().map(\.name) == ["a", "a", "b"])
    }

    @Test(arguments: [
        ("UPDATE profile SET plan = NULL WHERE name = 'worker'", "profile|worker"),
        ("UPDATE profile SET plan = '\(revision("3"))' WHERE name = 'worker'", "profile|worker"),
        ("DELETE FROM plan WHERE name = 'b'", ""),
        ("INSERT INTO plan VALUES ('\(revision("4"))', 'b', '{}', 0)", ""),
        ("INSERT INTO profile (name) VALUES ('gpu')", "profile|gpu"),
    ])
    func `only what a profile is installed by is in the change log`(statement: String, log: String)
        async throws
    {
        let result = try await fixture().shell(
            "DELETE FROM change; \(statement); SELECT DISTINCT kind, name FROM change ORDER BY kind, name")
        #expect(result.errors == "")
        #expect(result.output == log)
    }

    @Test func `a database of an earlier schema gains plans and keeps everything`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/rackrise-store-\(UUID().uuidString).db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let pool = try DatabasePool(path: path)
        try Schema.migrator.migrate(pool, upTo: "4 loader of a node")
        try pool.write {
            try $0.execute(
                sql:
                    "INSERT INTO profile (name) VALUES ('worker'); INSERT INTO node (name, profile) VALUES ('n1', 'worker')"
            )
        }
        try pool.close()
        let database = try Store.Database(path: path)
        #expect(try database.nodes().map(\.name) == ["n1"])
        #expect(try database.plans() == [])
        try database.addPlan(
            revision: Self.revision("1"), canonical: "{}", name: "a", at: WallClock(milliseconds: 1))
        try database.attachPlan(Self.revision("1"), to: "worker")
        #expect(try database.profile("worker")?.plan == Self.revision("1"))
        #expect(try database.openJobs() == [])
    }
}
