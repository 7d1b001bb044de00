import ArgumentParser
import BootModel
import Store

/// The one node that a command is about.
struct NodeArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Its name or one of its MAC addresses.", valueName: "node"),
        completion: Completion.nodes)
    var reference: NodeReference

    /// The node as it is stored.
    func stored(in database: Database) throws -> Node { try reference.node(in: database) }

    /// Its install.
    func job(in database: Database) throws -> StoredJob { try reference.job(in: database) }
}
