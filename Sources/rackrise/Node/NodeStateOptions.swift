import ArgumentParser
import BootModel
import Store

/// The nodes whose state a command sets, and how it answers.
struct NodeStateOptions: ParsableArguments {
    @OptionGroup var nodes: NodeArguments
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    /// Sets the state of all of them in one transaction.
    func set(_ state: NodeState) throws {
        let database = try shared.database()
        let names = try nodes.stored(in: database).map(\.name)
        let edits = names.map { name in
            NodeEdit(name: name) { node in
                // A node that was removed meanwhile has no MAC here, and the database refuses it.
                var node = node ?? Node(name: name, macs: [], profile: "")
                node.state = state
                return node
            }
        }
        _ = try database.applyNodes(edits)
        let changed = try names.compactMap { try database.node(name: $0) }
        if json.isOn { return try Console.write([JSON.document(changed.map(NodeRecord.init))]) }
        try Console.write(changed.map { "node \($0.name) is \(state.rawValue)" })
    }
}
