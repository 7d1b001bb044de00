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
            Values are written as they are: a spreadsheet may take one that begins with '=' for a formula, so open \
            lists of other people's nodes as text.

              rackrise node export --format yaml > nodes.yaml
            """)

    @Option(help: "csv or yaml.")
    var format: NodeList.Format = .csv

    @OptionGroup var shared: SharedOptions

    func run() throws {
        try Console.write(NodeList.text(try shared.databaseForReading().nodes(), format: format))
    }
}
