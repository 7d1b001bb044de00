public import BootModel
import GRDB

extension Database {
    /// How many refused nodes an error names.
    static let refusalLimit = 20

    /// Adds and changes nodes in one transaction, all or none.
    ///
    /// Addresses may move between nodes of the list.
    ///
    /// - Parameters:
    ///   - edits: At most one for each name.
    ///   - dryRun: Writes and rolls back, so that the answer and the errors are those of the real run.
    ///   - prune: Removes the nodes that the list does not name.
    /// - Returns: A change for each edit in the order of the list, then the removed nodes by name.
    /// - Throws: One line for each refused node, at most 20.
    public func applyNodes(_ edits: [NodeEdit], dryRun: Bool = false, prune: Bool = false) throws
        -> [NodeChange]
    {
        try StoreError.translating(path) {
            try pool.writeWithoutTransaction { connection in
                var changes: [NodeChange] = []
                try connection.inTransaction(.immediate) {
                    changes = try plan(edits, prune: prune, connection)
                    try signing(connection) { try carryOut(changes, NodeWriter(connection: connection)) }
                    return dryRun ? .rollback : .commit
                }
                return changes
            }
        }
    }

    /// Adds and replaces whole nodes; see `applyNodes(_:dryRun:prune:)`.
    public func applyNodes(_ nodes: [Node], dryRun: Bool = false, prune: Bool = false) throws -> [NodeChange]
    {
        try applyNodes(nodes.map { NodeEdit($0) }, dryRun: dryRun, prune: prune)
    }

    private func plan(_ edits: [NodeEdit], prune: Bool, _ connection: Connection) throws -> [NodeChange] {
        let existing = try Dictionary(
            NodeReader.all(connection).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var named: Set<String> = []
        var changes: [NodeChange] = []
        for edit in edits {
            guard named.insert(edit.name).inserted else {
                throw StoreError(
                    .refused, "node \"\(edit.name)\" is on the list twice; name all its MACs in one entry")
            }
            let old = existing[edit.name]
            let new = edit.apply(old).normalized
            switch old {
            case nil: changes.append(.added(new))
            case new?: changes.append(.unchanged(new))
            case let old?: changes.append(.changed(old: old, new: new))
            }
        }
        guard prune else { return changes }
        let absent = existing.values.filter { !named.contains($0.name) }.sorted { $0.name < $1.name }
        return changes + absent.map { .removed($0) }
    }

    /// Takes away first, then gives.
    ///
    /// After a refusal it goes on, to name every refused node; the transaction is rolled back in the end.
    private func carryOut(_ changes: [NodeChange], _ writer: NodeWriter) throws {
        for change in changes {
            switch change {
            case .removed(let node): try writer.delete(node.name)
            case .changed(let old, let new):
                try writer.release(Set(old.macs).subtracting(new.macs), of: old.name)
            case .added, .unchanged: break
            }
        }
        var refusals: [StoreError] = []
        for change in changes where refusals.count < Self.refusalLimit {
            do {
                switch change {
                case .added(let node): try describing(node.name) { try writer.insert(node) }
                case .changed(let old, let new):
                    try describing(new.name) { try writer.update(old, to: new, isListed: true) }
                case .removed, .unchanged: break
                }
            } catch let error as StoreError where error.kind == .refused {
                refusals.append(error)
            }
        }
        guard refusals.isEmpty else {
            throw StoreError(.refused, refusals.map(\.message).joined(separator: "\n"))
        }
    }
}
