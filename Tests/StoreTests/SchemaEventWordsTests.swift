import BootModel
import Foundation
import GRDB
import NetTypes
import Testing

@testable import Store

@Suite struct SchemaEventWordsTests {
    private let path = FileManager.default.temporaryDirectory.path + "/rackrise-store-\(UUID().uuidString).db"

    /// A database as the first schema left it, with these rows of `event`.
    private func firstSchema(_ statements: String) throws {
        let pool = try DatabasePool(path: path)
        try Schema.migrator.migrate(pool, upTo: "1 inventory and events")
        try pool.write { try $0.execute(sql: statements) }
        try pool.close()
    }

    @Test func `events of the first schema stay, and new words are taken`() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try firstSchema(
            """
            INSERT INTO event (time, mac, node, stage, outcome, detail, bytes)
            VALUES (5, '52:54:00:00:00:01', 'n1', 'kernel', 'done', 'sent', 7), (6, NULL, NULL, 'offer', 'refused', 'no', NULL);
            """)
        let database = try Store.Database(path: path)
        let warning = BootEvent(
            time: WallClock(milliseconds: 7), mac: .fixture(1), node: "n1", stage: .address,
            outcome: .warning, detail: "10.0.0.2")
        try database.record(events: [warning])
        let events = try database.events(limit: 10)
        #expect(events.map(\.sequence) == [1, 2, 3])
        #expect(events.map(\.event.detail) == ["sent", "no", "10.0.0.2"])
        #expect(events.map(\.event.bytes) == [7, nil, nil])
        #expect(events.last?.event == warning)
        let indexes = try await ShellResult(running: ".indexes event", on: path).output
        #expect(indexes.split(whereSeparator: \.isWhitespace).count == 3)
    }

    @Test func `sequences go on where the first schema stopped, though its events are gone`() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try firstSchema(
            """
            INSERT INTO event (sequence, time, stage, outcome, detail) VALUES (41, 5, 'offer', 'done', '');
            DELETE FROM event;
            """)
        let database = try Store.Database(path: path)
        try database.record(events: [
            BootEvent(
                time: WallClock(milliseconds: 7), mac: nil, node: nil, stage: .offer, outcome: .done,
                detail: "")
        ])
        #expect(try database.events(limit: 10).map(\.sequence) == [42])
    }
}
