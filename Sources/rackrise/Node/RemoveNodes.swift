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

    @OptionGroup var nodes: NodeArguments
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        let removed = try database.removeNodes(nodes.stored(in: database).map(\.name).sorted())
        if json.isOn { return try Console.write([JSON.document(removed.map(NodeRecord.init))]) }
        try Console.write(removed.map { "removed node \($0.name)" })
    }
}
