import ArgumentParser
import BootModel
import OperatorFiles
import Store

/// `rackrise node import`.
struct ImportNodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add and change nodes from a CSV or YAML file: all of it, or nothing.",
        discussion: """
            A CSV file begins with the header mac,name,profile,boot; further columns are also, state, localBoot, loader and \
            var.NAME for variables. Several MACs of one node are separated by spaces. A YAML file is a list of nodes \
            with the same words as keys, and var as a section. What the file does not mention stays; nodes that are \
            not in it stay too. boot 'install' arms a node once, for 24 hours and three boots; a file with a node that \
            was installed before is refused. Another setting of an armed node ends its install; while one writes a \
            machine's disk, that is refused without --force.

              rackrise node import rack1.csv --dry-run
            """)

    @Argument(
        help: "The file; its name ends in .csv, .yaml or .yml.",
        completion: .file(extensions: ["csv", "yaml", "yml"]))
    var file: String

    @Option(help: "csv or yaml, where the file's name does not tell.")
    var format: NodeList.Format?

    @Flag(help: "Show what would change, and change nothing.")
    var dryRun = false

    @Flag(help: "End installs that are under way.")
    var force = false

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        guard let format = format ?? NodeList.Format(path: file) else {
            throw ValidationError(
                "\(file) does not end in .csv, .yaml or .yml; say --format csv or --format yaml.")
        }
        let changes: [NodeChange]
        var ended: [EndedInstall] = []
        do {
            let list = try NodeList(path: file, format: format)
            let database = try shared.databaseOrNew()
            let check = try ArmingCheck(database)
            try list.check(nodes: database.nodes(), profiles: database.profiles().map(\.name)) {
                before, after in
                do {
                    guard let end = try EndedInstall(before, after, in: database) else {
                        return try check.complaint(inListAbout: after, insteadOf: before)
                    }
                    ended.append(end)
                    return end.isRunning && !force ? end.refusal : nil
                } catch {
                    return "\(error)"
                }
            }
            changes = try database.applyNodes(
                list.entries.map { entry in NodeEdit(name: entry.name) { entry.applied(to: $0) } },
                dryRun: dryRun)
        } catch let error as OperatorFileError {
            let count = error.problems.count == 1 ? "one mistake" : "\(error.problems.count) mistakes"
            throw CommandError.refused("nothing was imported because of \(count):\n\(error)")
        }
        let report = ImportReport(changes: changes, ended: ended, dryRun: dryRun)
        try Console.write(json.isOn ? [JSON.document(report)] : report.lines)
    }
}
