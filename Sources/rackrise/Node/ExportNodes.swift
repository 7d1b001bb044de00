import ArgumentParser
import BootModel
import Store
import OperatorFiles

/// `rackrise node export`.
struct ExportNodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all nodes to standard output, in the form that 'node import' reads.",
        discussion: """
            An armed node is written as one that boots its disk: reading a list again installs no machine. Nodes \
            without a MAC address, which 'node import' does not take, are left out with a warning. Values are written \
            as they are: a spreadsheet may take one that begins with '=' for a formula, so open lists of other \
            people's nodes as text.

              rackrise node export --format yaml > nodes.yaml
            """)

    @Option(help: "csv or yaml.")
    var format: NodeList.Format = .csv

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let nodes = try shared.databaseForReading().nodes()
        for node in nodes where node.macs.isEmpty {
            Console.writeError(
                "node \(node.name) has no MAC address and is left out; rackrise node set \(node.name) --mac MAC gives it one"
            )
        }
        try Console.write(NodeList.text(nodes.filter { !$0.macs.isEmpty }, format: format))
    }
}
