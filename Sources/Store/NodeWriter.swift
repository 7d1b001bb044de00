import BootModel
import GRDB
import NetTypes

/// Writes nodes, and only what differs.
struct NodeWriter {
    let connection: Connection

    /// Adds a node.
    func insert(_ node: Node) throws {
        try refuseWithoutMAC(node)
        try run(
            "INSERT INTO node (name, profile, boot, state, local_boot, loader) VALUES (?, ?, ?, ?, ?, ?)",
            [
                node.name, node.profile, node.boot.rawValue, node.state.rawValue, node.localBoot.rawValue,
                node.loader.rawValue,
            ])
        try insertMACs(Set(node.macs), of: node.name)
        try insertProfiles(of: node)
        try insertVariables(node.variables, of: node.name)
    }

    /// Turns `old` into `new`, all but the addresses it loses: `release` comes first.
    ///
    /// - Parameter isListed: Whether `new` has no further profile but those it names; else one that is the default one
    ///   for a while stays in its place.
    func update(_ old: Node, to new: Node, isListed: Bool) throws {
        try refuseWithoutMAC(new)
        try run(
            """
            UPDATE node SET name = ?, profile = ?, boot = ?, state = ?, local_boot = ?, loader = ? WHERE name = ?
            """,
            [
                new.name, new.profile, new.boot.rawValue, new.state.rawValue, new.localBoot.rawValue,
                new.loader.rawValue, old.name,
            ])
        try insertMACs(Set(new.macs).subtracting(old.macs), of: new.name)
        let keepsProfiles =
            isListed
            ? old.profile == new.profile && old.otherProfiles == new.otherProfiles
            : old.otherProfiles.filter { $0 != new.profile } == new.otherProfiles
        if !keepsProfiles {
            try run("DELETE FROM node_profile WHERE node = ?", [new.name])
            try insertProfiles(of: new)
        }
        for name in old.variables.keys where new.variables[name] == nil {
            try run("DELETE FROM node_variable WHERE node = ? AND name = ?", [new.name, name])
        }
        try insertVariables(new.variables.filter { old.variables[$0.key] != $0.value }, of: new.name)
    }

    /// Takes from a node the addresses that it no longer has, so that another may have them.
    func release(_ macs: Set<MACAddress>, of name: String) throws {
        for mac in macs {
            try run("DELETE FROM node_mac WHERE mac = ? AND node = ?", [mac.description, name])
        }
    }

    /// Removes a node with everything that is its own.
    func delete(_ name: String) throws {
        try run("DELETE FROM node WHERE name = ?", [name])
    }

    private func insertMACs(_ macs: Set<MACAddress>, of node: String) throws {
        for mac in macs.sorted() {
            guard !mac.isGroup, mac.rawValue != 0 else {
                throw StoreError(
                    .refused,
                    "MAC address \(mac) is a group or null address, which no machine has; name the card's own"
                )
            }
            try run("INSERT INTO node_mac (mac, node) VALUES (?, ?)", [mac.description, node])
        }
    }

    private func insertProfiles(of node: Node) throws {
        for (index, profile) in node.otherProfiles.enumerated() {
            try run(
                "INSERT INTO node_profile (node, profile, position) VALUES (?, ?, ?)",
                [node.name, profile, index + 1])
        }
    }

    private func insertVariables(_ variables: [String: String], of node: String) throws {
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            try run("REPLACE INTO node_variable (node, name, value) VALUES (?, ?, ?)", [node, name, value])
        }
    }

    private func refuseWithoutMAC(_ node: Node) throws {
        guard !node.macs.isEmpty else {
            throw StoreError(.refused, "node \"\(node.name)\" has no MAC address; name at least one")
        }
    }

    private func run(_ statement: String, _ arguments: StatementArguments) throws {
        try connection.cachedStatement(sql: statement).execute(arguments: arguments)
    }
}
