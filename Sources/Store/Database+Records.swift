public import BootModel
import GRDB
import NetTypes

extension Database {
    /// Records what the daemon saw and drops what exceeds the limits, in one transaction.
    ///
    /// Sightings of one address add up; those of whitelisted addresses are left out. The change log is trimmed too.
    /// What is too old goes at most twice as fast as events come: a clock that is ahead for a while, as before it is
    /// set at a start, does not take the timeline with it.
    ///
    /// - Parameters:
    ///   - events: In the order in which they happened.
    ///   - sightings: Their counts are added to those in the database.
    ///   - limits: How much to keep afterwards.
    public func record(
        events: [BootEvent], sightings: [Sighting] = [], limits: RecordLimits = RecordLimits()
    ) throws {
        try write { connection in
            for event in events { try Self.insert(event, connection) }
            for sighting in sightings { try upsert(sighting, connection) }
            // Each of these seeks in an index, so that nothing to drop costs next to nothing.
            if let newest = events.map(\.time).max() {
                try connection.execute(
                    sql: """
                        DELETE FROM event WHERE sequence IN
                            (SELECT sequence FROM event WHERE time < ? ORDER BY time LIMIT ?)
                        """,
                    arguments: [
                        newest.milliseconds - limits.eventAge.components.seconds * 1000, 2 * events.count,
                    ])
            }
            try connection.execute(
                sql: """
                    DELETE FROM event WHERE sequence <= (SELECT max(sequence) FROM event) - :events;
                    DELETE FROM sighting WHERE mac IN
                        (SELECT mac FROM sighting ORDER BY last_seen DESC, mac LIMIT -1 OFFSET :sightings);
                    DELETE FROM change WHERE revision <= (SELECT max(revision) FROM change) - :changes;
                    """,
                arguments: [
                    "events": limits.events, "sightings": limits.sightings, "changes": limits.changes,
                ])
        }
    }

    /// Events in ascending order of their sequence.
    ///
    /// - Parameters:
    ///   - filter: Whose.
    ///   - sequence: The first `limit` events after this one; nil for the newest `limit`.
    ///   - limit: How many at most.
    public func events(
        _ filter: EventFilter = .all, after sequence: Int64? = nil, limit: Int
    ) throws -> [RecordedEvent] {
        let (condition, key): (String, String?) =
            switch filter {
            case .all: ("true", nil)
            case .node(let name):
                ("(node = :key OR mac IN (SELECT mac FROM node_mac WHERE node = :key))", name)
            case .mac(let mac): ("mac = :key", mac.description)
            }
        let order = sequence == nil ? "DESC" : "ASC"
        return try read { connection in
            let rows = try Row.fetchAll(
                connection,
                sql: """
                    SELECT sequence, time, mac, node, stage, outcome, detail, address, bytes, milliseconds
                    FROM event WHERE \(condition) AND sequence > :sequence ORDER BY sequence \(order) LIMIT :limit
                    """,
                arguments: (key.map { ["key": $0] } ?? [:]) + [
                    "sequence": sequence ?? 0, "limit": max(0, limit),
                ])
            let events = try rows.map(Self.event)
            return sequence == nil ? events.reversed() : events
        }
    }

    /// Every machine that asked and is not on the whitelist, the last heard first.
    public func sightings() throws -> [Sighting] {
        try read { connection in
            try Row.fetchAll(
                connection,
                sql: """
                    SELECT mac, first_seen, last_seen, count, firmware, reason FROM sighting
                    ORDER BY last_seen DESC, mac
                    """
            ).map { row in
                Sighting(
                    mac: try NodeReader.address(row[0]), firstSeen: WallClock(milliseconds: row[1]),
                    lastSeen: WallClock(milliseconds: row[2]), count: row[3], firmware: row[4], reason: row[5]
                )
            }
        }
    }

    static func insert(_ event: BootEvent, _ connection: Connection) throws {
        let statement = try connection.cachedStatement(
            sql: """
                INSERT INTO event (time, mac, node, stage, outcome, detail, address, bytes, milliseconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            event.time.milliseconds, event.mac?.description, event.node, event.stage.rawValue,
            event.outcome.rawValue, event.detail, event.address?.description,
            event.bytes.map { Int64(clamping: $0) }, event.milliseconds.map { Int64(clamping: $0) },
        ])
    }

    private func upsert(_ sighting: Sighting, _ connection: Connection) throws {
        // The address may have been whitelisted while the sighting was under way.
        let statement = try connection.cachedStatement(
            sql: """
                INSERT INTO sighting (mac, first_seen, last_seen, count, firmware, reason)
                SELECT :mac, :first, :last, :count, :firmware, :reason
                WHERE NOT EXISTS (SELECT 1 FROM node_mac WHERE mac = :mac)
                ON CONFLICT (mac) DO UPDATE SET
                    first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen),
                    count = count + excluded.count, firmware = excluded.firmware, reason = excluded.reason
                """)
        try statement.execute(arguments: [
            "mac": sighting.mac.description, "first": sighting.firstSeen.milliseconds,
            "last": sighting.lastSeen.milliseconds, "count": sighting.count, "firmware": sighting.firmware,
            "reason": sighting.reason,
        ])
    }

    private static func event(_ row: Row) throws -> RecordedEvent {
        let mac: String? = row[2]
        let address: String? = row[7]
        let bytes: Int64? = row[8]
        let milliseconds: Int64? = row[9]
        let event = BootEvent(
            time: WallClock(milliseconds: row[1]), mac: try mac.map(NodeReader.address), node: row[3],
            stage: try NodeReader.word(row[4], column: "event.stage"),
            outcome: try NodeReader.word(row[5], column: "event.outcome"), detail: row[6],
            address: address.flatMap { IPv4Address($0) }, bytes: bytes.map { UInt64(clamping: $0) },
            milliseconds: milliseconds.map { UInt64(clamping: $0) })
        return RecordedEvent(sequence: row[0], event: event)
    }
}
