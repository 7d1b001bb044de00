import BootModel
import GRDB
import NetTypes

/// Reads nodes with the rows that belong to them.
enum NodeReader {
    /// Every node in ascending order of names: five statements, merged by name as they run.
    static func all(_ connection: Connection) throws -> [Node] {
        try nodes(connection, condition: "", arguments: [])
    }

    /// The node of this name.
    static func node(_ name: String, _ connection: Connection) throws -> Node? {
        try nodes(connection, condition: "= ?", arguments: [name]).first
    }

    /// The name of the node that owns this address.
    static func owner(of mac: MACAddress, _ connection: Connection) throws -> String? {
        let query = try connection.cachedStatement(sql: "SELECT node FROM node_mac WHERE mac = ?")
        return try String.fetchOne(query, arguments: [mac.description])
    }

    private static func nodes(
        _ connection: Connection, condition: String, arguments: StatementArguments
    ) throws -> [Node] {
        func rows(_ columns: String, of table: String, key: String, order: String) throws -> RowCursor {
            let filter = condition.isEmpty ? "" : "WHERE \(key) \(condition)"
            let query = try connection.cachedStatement(
                sql: "SELECT \(columns) FROM \(table) \(filter) ORDER BY \(order)")
            return try Row.fetchCursor(query, arguments: arguments)
        }
        var macs = try NodeRows(rows("node, mac", of: "node_mac", key: "node", order: "node, mac"))
        var profiles = try NodeRows(
            rows("node, profile", of: "node_profile", key: "node", order: "node, position, profile"))
        var variables = try NodeRows(
            rows("node, name, value", of: "node_variable", key: "node", order: "node, name"))
        var installs = try NodeRows(openInstalls(connection, condition: condition, arguments: arguments))
        let heads = try rows(
            "name, profile, boot, state, local_boot, loader", of: "node", key: "name", order: "name")
        var nodes: [Node] = []
        while let row = try heads.next() {
            var node = try head(row)
            try macs.forEach(of: node.name) { node.macs.append(try address($0[1])) }
            try profiles.forEach(of: node.name) { row in
                let profile: String = row[1]
                if profile != node.profile { node.otherProfiles.append(profile) }
            }
            try variables.forEach(of: node.name) { node.variables[$0[1]] = $0[2] }
            try installs.forEach(of: node.name) { row in
                guard node.boot == .install else { return }
                node.install = PendingInstall(
                    job: row[1], profile: row[2], until: WallClock(milliseconds: row[3]))
            }
            nodes.append(node)
        }
        return nodes
    }

    /// The jobs that are neither verified nor over: at most one for each node.
    private static func openInstalls(
        _ connection: Connection, condition: String, arguments: StatementArguments
    ) throws -> RowCursor {
        let filter = condition.isEmpty ? "" : "AND node \(condition)"
        let query = try connection.cachedStatement(
            sql: """
                SELECT node, id, installer, until FROM job
                WHERE activity <> 'ended' AND NOT verified \(filter) ORDER BY node
                """)
        return try Row.fetchCursor(query, arguments: arguments)
    }

    private static func head(_ row: Row) throws -> Node {
        Node(
            name: row[0], macs: [], profile: row[1], boot: try word(row[2], column: "node.boot"),
            state: try word(row[3], column: "node.state"),
            localBoot: try word(row[4], column: "node.local_boot"),
            loader: try word(row[5], column: "node.loader"))
    }

    /// A stored address.
    static func address(_ text: String) throws -> MACAddress {
        guard let mac = MACAddress(text) else {
            throw StoreError(
                .failed, "the database holds the MAC address \"\(text)\"; run PRAGMA integrity_check")
        }
        return mac
    }

    /// A word that a CHECK constraint allows.
    static func word<Value: RawRepresentable<String>>(_ text: String, column: String) throws -> Value {
        guard let value = Value(rawValue: text) else {
            throw StoreError(.failed, "\(column) is \"\(text)\" in the database; run PRAGMA integrity_check")
        }
        return value
    }
}
