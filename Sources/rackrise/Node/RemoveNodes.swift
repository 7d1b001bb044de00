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

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        // All must exist before the first is removed; two addresses may be of one node.
        let names = Set(try references.map { try $0.node(in: database).name })
        for name in names.sorted() {
            try database.removeNode(name)
            try Console.write(["removed node \(name)"])
        }
    }
}
