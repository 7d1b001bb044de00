import ArgumentParser
import BootModel
import Store

/// `rackrise node remove`.
struct RemoveNodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take nodes off the whitelist; their machines get no answer any more.",
        discussion: """
            To stop a machine without forgetting it, use 'rackrise node hold' (it boots its disk) or 'rackrise node \
            ignore' (it gets no answer).
            """)

    @Argument(
        help: ArgumentHelp("Names or MAC addresses.", valueName: "node"), completion: Completion.nodes)
    var references: [NodeReference]

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        // Two addresses may be of one node.
        let names = Set(try references.map { try $0.node(in: database).name })
        let removed = try database.removeNodes(names.sorted())
        if json.isOn { return try Console.write([JSON.document(removed.map(NodeRecord.init))]) }
        try Console.write(removed.map { "removed node \($0.name)" })
    }
}
