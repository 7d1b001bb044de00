import ArgumentParser
import Store
import BootModel

/// `rackrise node show`.
struct ShowNode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one node in full.",
        discussion: """
            'rackrise explain MAC' says what it would boot now, and why; 'rackrise events NODE' what it did.
            """)

    @OptionGroup var node: NodeArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let node = try node.stored(in: shared.databaseForReading())
        try Console.write(json.isOn ? [JSON.document(NodeRecord(node))] : NodeText.details(node))
    }
}
