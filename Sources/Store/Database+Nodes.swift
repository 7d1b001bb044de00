public import BootModel
import GRDB
public import NetTypes

extension Database {
    /// Every node, in ascending order of names.
    public func nodes() throws -> [Node] {
        try read(NodeReader.all)
    }

    /// The node of this name, or nil.
    public func node(name: String) throws -> Node? {
        try read { try NodeReader.node(name, $0) }
    }

    /// The node that owns this address, or nil.
    public func node(mac: MACAddress) throws -> Node? {
        try read { connection in
            try NodeReader.owner(of: mac, connection).flatMap { try NodeReader.node($0, connection) }
        }
    }

    /// Adds a node; its addresses and its name must be new, its profiles known.
    public func addNode(_ node: Node) throws {
        try write { connection in
            try describing(node.name) { try NodeWriter(connection: connection).insert(node.normalized) }
        }
    }

    /// Changes a node, its name included, in one transaction.
    ///
    /// - Parameters:
    ///   - name: The name it has now.
    ///   - change: Edits the node as it stands; what it throws goes through, and nothing is written.
    /// - Returns: The node after the change.
    @discardableResult
    public func updateNode(_ name: String, _ change: (inout Node) throws -> Void) throws -> Node {
        try write { connection in
            guard let old = try NodeReader.node(name, connection) else { throw StoreError.unknownNode(name) }
            var edited = old
            try change(&edited)
            let new = edited.normalized
            guard new != old else { return old }
            try describing(new.name) {
                let writer = NodeWriter(connection: connection)
                try writer.release(Set(old.macs).subtracting(new.macs), of: name)
                try writer.update(old, to: new, isListed: false)
            }
            // Arming and disarming are the database's own work.
            return try NodeReader.node(new.name, connection) ?? new
        }
    }

    /// Removes nodes with their addresses, menu entries and variables in one transaction, all or none.
    ///
    /// - Returns: The nodes as they were, in the order of `names`.
    @discardableResult
    public func removeNodes(_ names: [String]) throws -> [Node] {
        try write { connection in
            try names.map { name in
                guard let node = try NodeReader.node(name, connection) else {
                    throw StoreError.unknownNode(name)
                }
                try NodeWriter(connection: connection).delete(name)
                return node
            }
        }
    }

    /// Names the node in a message about its row.
    func describing(_ name: String, _ body: () throws -> Void) throws {
        do {
            try StoreError.translating(path, body)
        } catch let error as StoreError where error.kind == .refused {
            throw error.about("node \"\(name)\"")
        }
    }
}

extension Node {
    /// The node as the database gives it back: addresses in order, no profile twice.
    var normalized: Node {
        var node = self
        node.macs = Set(macs).sorted()
        var seen: Set<String> = [profile]
        node.otherProfiles = otherProfiles.filter { seen.insert($0).inserted }
        return node
    }
}
