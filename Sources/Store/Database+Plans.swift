public import BootModel
import GRDB

extension Database {
    /// Stores a revision of a plan.
    ///
    /// - Parameters:
    ///   - revision: The SHA-256 of `canonical`, which the caller has computed.
    ///   - canonical: The plan's only spelling.
    ///   - name: The name of the plan.
    ///   - time: When it was imported; orders the revisions of a name.
    /// - Returns: False when this revision is stored under this name already.
    /// - Throws: Also when it is stored under another name.
    @discardableResult
    public func addPlan(revision: String, canonical: String, name: String, at time: WallClock) throws -> Bool
    {
        try write { connection in
            let stored = try String.fetchOne(
                connection, sql: "SELECT name FROM plan WHERE revision = ?", arguments: [revision])
            if stored == name { return false }
            // Later than the others of its name even when two imports share a millisecond or the clock went back.
            try connection.execute(
                sql: """
                    INSERT INTO plan (revision, name, canonical, imported_at) VALUES (:revision, :name, :canonical,
                        max(:time, (SELECT coalesce(max(imported_at) + 1, 0) FROM plan WHERE name = :name)))
                    """,
                arguments: [
                    "revision": revision, "name": name, "canonical": canonical, "time": time.milliseconds,
                ])
            return true
        }
    }

    /// Every revision of every plan, by name, the newest of a name first.
    public func plans() throws -> [StoredPlan] {
        try read { connection in
            let users = try Row.fetchAll(
                connection, sql: "SELECT plan, name FROM profile WHERE plan IS NOT NULL ORDER BY name")
            let profiles = Dictionary(grouping: users, by: { $0[0] as String }).mapValues {
                $0.map { $0[1] as String }
            }
            let rows = try Row.fetchAll(
                connection,
                sql: """
                    SELECT revision, name, canonical, imported_at FROM plan ORDER BY name, imported_at DESC
                    """)
            return rows.map { row in
                StoredPlan(
                    revision: row[0], name: row[1], canonical: row[2],
                    importedAt: WallClock(milliseconds: row[3]), profiles: profiles[row[0]] ?? [])
            }
        }
    }

    /// The revision of this name, 64 lower-case hexadecimal digits, without its profiles; nil when it is not stored.
    public func plan(_ revision: String) throws -> StoredPlan? {
        try read { connection in
            let row = try Row.fetchOne(
                connection, sql: "SELECT revision, name, canonical, imported_at FROM plan WHERE revision = ?",
                arguments: [revision])
            return row.map {
                StoredPlan(
                    revision: $0[0], name: $0[1], canonical: $0[2], importedAt: WallClock(milliseconds: $0[3])
                )
            }
        }
    }

    /// Makes machines of a profile be installed by a revision of a plan; nil detaches.
    public func attachPlan(_ revision: String?, to profile: String) throws {
        try write { connection in
            try connection.execute(
                sql: "UPDATE profile SET plan = ? WHERE name = ?", arguments: [revision, profile])
            guard connection.changesCount > 0 else { throw StoreError.unknownProfile(profile) }
        }
    }
}
