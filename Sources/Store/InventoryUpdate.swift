import BootModel
import GRDB

/// What happened to the inventory since a revision.
enum InventoryUpdate {
    /// Nothing.
    case none
    /// These nodes and profiles changed; nil for removed ones.
    case changes(
        nodes: [(name: String, node: Node?)], profiles: [(name: String, profile: Profile?)], revision: Int64)
    /// The change log does not reach back so far, or is longer than it is worth: read everything again.
    case reload

    /// Above this many changes, one pass over all tables is cheaper than reading node by node.
    static let changeLimit: Int64 = 10_000

    /// Reads the changes after `revision`.
    static func since(_ revision: Int64, _ connection: Connection) throws -> InventoryUpdate {
        let current = try Self.revision(connection)
        guard current != revision else { return .none }
        guard current > revision, current - revision <= changeLimit else { return .reload }
        let changes = try Row.fetchAll(
            connection, sql: "SELECT kind, name FROM change WHERE revision > ?", arguments: [revision])
        guard changes.count == Int(current - revision) else { return .reload }
        func names(_ kind: String) -> [String] {
            Set(changes.compactMap { row in row[0] == kind ? row[1] as String : nil }).sorted()
        }
        return try .changes(
            nodes: names("node").map { ($0, try NodeReader.node($0, connection)) },
            profiles: names("profile").map { ($0, try ProfileReader.profile($0, connection)) },
            revision: current)
    }

    /// The number of the last change, 0 before the first.
    static func revision(_ connection: Connection) throws -> Int64 {
        try Int64.fetchOne(connection, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'change'") ?? 0
    }
}
