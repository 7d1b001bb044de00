import BootModel
import Foundation
import NetTypes
import Testing

@testable import Store

/// The bound of each test is far above the second that the follower promises, so that a busy machine passes.
@Suite(.timeLimit(.minutes(15)))
struct InventoryFollowerTests {
    /// Follows a fixture and hands out what is delivered and reported.
    private final class Following {
        let inventories: AsyncStream<Inventory>
        let errors: AsyncStream<StoreError>
        private let follower: InventoryFollower

        init(_ database: Database) throws {
            let (inventories, deliver) = AsyncStream.makeStream(of: Inventory.self)
            let (errors, report) = AsyncStream.makeStream(of: StoreError.self)
            self.inventories = inventories
            self.errors = errors
            follower = InventoryFollower(
                database: database, from: try database.inventory(), deliver: { deliver.yield($0) },
                report: { report.yield($0) })
            follower.start()
        }

        deinit { follower.stop() }

        func first(where condition: @Sendable (Inventory) -> Bool) async -> Inventory? {
            await inventories.first(where: condition)
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `a change made in the shell is delivered`() async throws {
        let fixture = try Fixture()
        let following = try Following(fixture.database)
        try await fixture.shell(
            "INSERT INTO mac_profile VALUES ('5254.0000.0001', 'n1', 'worker', 'netboot')")
        let inventory = await following.first { $0.node(mac: .fixture(1)) != nil }
        #expect(inventory?.node(name: "n1")?.value == .fixture(1))
    }

    @Test func `changes of our own connection are delivered too, removals and profiles among them`()
        async throws
    {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let following = try Following(fixture.database)
        try fixture.database.removeNodes(["n1"])
        let removed = await following.first { $0.node(name: "n1") == nil }
        #expect(removed?.node(mac: .fixture(1)) == nil)
        try fixture.database.activate(.fixture(7), for: "worker", at: WallClock(milliseconds: 9))
        let imported = await following.first { $0.profile(name: "worker")?.image == .fixture(7) }
        #expect(try imported?.profile(name: "worker")?.value == fixture.database.profile("worker"))
        #expect(try imported?.revision == fixture.database.inventory().revision)
    }

    @Test func `what was committed between the first inventory and the start is delivered`() async throws {
        let fixture = try Fixture()
        let (inventories, deliver) = AsyncStream.makeStream(of: Inventory.self)
        let follower = InventoryFollower(
            database: fixture.database, from: try fixture.database.inventory(),
            deliver: { deliver.yield($0) }, report: { _ in })
        try fixture.database.addNode(.fixture(1))
        follower.start()
        defer { follower.stop() }
        #expect(await inventories.first { _ in true }?.node(name: "n1")?.value == .fixture(1))
    }

    @Test func `an error is reported, the last inventory stays, and following resumes`() async throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let following = try Following(fixture.database)
        // A table that is away for a while makes the changed node unreadable.
        try await fixture.shell(
            "BEGIN; ALTER TABLE node_variable RENAME TO away; UPDATE node SET state = 'held'; COMMIT")
        let error = await following.errors.first { _ in true }
        #expect(error?.kind == .failed)
        #expect(error?.message.contains("no such table: node_variable") == true)
        try await fixture.shell("ALTER TABLE away RENAME TO node_variable")
        let first = await following.first { _ in true }
        #expect(first?.node(name: "n1")?.state == .held)
    }

    @Test func `only changed nodes and profiles are read`() async throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes((1...50).map { Node.fixture($0) })
        let revision = try fixture.database.inventory().revision
        try await fixture.shell(
            """
            UPDATE node SET name = 'db' WHERE name = 'n7';
            UPDATE node SET state = 'held' WHERE name = 'n9';
            UPDATE profile SET offered_to_unknown = 1 WHERE name = 'worker';
            """)
        let update = try fixture.database.read { try InventoryUpdate.since(revision, $0) }
        guard case .changes(let nodes, let profiles, let last) = update else {
            Issue.record("expected changes, got \(update)")
            return
        }
        #expect(nodes.map(\.name) == ["db", "n7", "n9"])
        #expect(nodes.map { $0.node?.name } == ["db", nil, "n9"])
        #expect(profiles.map(\.name) == ["worker"])
        #expect(try last == fixture.database.inventory().revision)
    }

    @Test func `changes applied one by one give the inventory that is loaded whole`() async throws {
        let fixture = try Fixture()
        var followed = try fixture.database.inventory()
        let edits = [
            "INSERT INTO mac_profile VALUES ('525400000001', 'n1', 'worker', 'netboot')",
            "INSERT INTO mac_profile (mac, name) VALUES ('525400000002', 'n1')",
            "INSERT INTO mac_profile VALUES ('525400000003', 'n3', 'worker', 'local')",
            "UPDATE node_mac SET node = 'n3' WHERE mac = '52:54:00:00:00:02'",
            "UPDATE profile SET name = 'compute' WHERE name = 'worker'",
            "DELETE FROM mac_profile WHERE name = 'n1'",
        ]
        for edit in edits {
            #expect(try await fixture.shell(edit).errors == "")
            let update = try fixture.database.read { try InventoryUpdate.since(followed.revision, $0) }
            guard case .changes(let nodes, let profiles, let revision) = update else {
                Issue.record("expected changes after \(edit)")
                return
            }
            followed.apply(nodes: nodes, profiles: profiles, revision: revision)
            let whole = try fixture.database.inventory()
            #expect(followed.revision == whole.revision)
            #expect(Set(followed.nodes) == Set(whole.nodes))
            #expect(Set(followed.profiles) == Set(whole.profiles))
            for number in 1...3 as ClosedRange<UInt64> {
                #expect(followed.node(mac: .fixture(number)) == whole.node(mac: .fixture(number)))
            }
        }
    }

    @Test(arguments: [
        "DELETE FROM change WHERE revision <= (SELECT max(revision) FROM change) - 1", "DELETE FROM change",
        "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'change'",
    ])
    func `a log that does not reach back far enough means a reload`(damage: String) async throws {
        let fixture = try Fixture()
        let revision = try fixture.database.inventory().revision
        _ = try fixture.database.applyNodes([.fixture(1), .fixture(2)])
        try await fixture.shell(damage)
        guard case .reload = try fixture.database.read({ try InventoryUpdate.since(revision, $0) }) else {
            Issue.record("expected a reload")
            return
        }
    }

    @Test func `a trimmed log is followed by reading everything`() async throws {
        let fixture = try Fixture()
        let following = try Following(fixture.database)
        try await fixture.shell(
            """
            BEGIN;
            INSERT INTO mac_profile VALUES ('525400000001', 'n1', 'worker', 'netboot');
            DELETE FROM change;
            COMMIT;
            """)
        #expect(await following.first { $0.node(mac: .fixture(1)) != nil } != nil)
    }

    @Test func `nothing is delivered for events`() throws {
        let fixture = try Fixture()
        let revision = try fixture.database.inventory().revision
        try fixture.database.record(events: [
            BootEvent(
                time: WallClock(milliseconds: 1), mac: nil, node: nil, stage: .offer, outcome: .refused,
                detail: "")
        ])
        guard case .none = try fixture.database.read({ try InventoryUpdate.since(revision, $0) }) else {
            Issue.record("expected no change")
            return
        }
    }
}
