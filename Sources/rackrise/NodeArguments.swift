import ArgumentParser
import BootModel
import Store

/// The nodes that a command is about.
struct NodeArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Names or MAC addresses.", valueName: "node"), completion: Completion.nodes)
    var references: [NodeReference]

    /// Each of them once, in the order in which they are named first: two addresses may be of one node.
    func stored(in database: Database) throws -> [Node] {
        var nodes: [Node] = []
        var names: Set<String> = []
        for node in try references.map({ try $0.node(in: database) }) where names.insert(node.name).inserted {
            nodes.append(node)
        }
        return nodes
    }
}
