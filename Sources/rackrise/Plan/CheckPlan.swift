import ArgumentParser
import InstallPlan
import OperatorFiles

/// `rackrise plan check`.
struct CheckPlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a plan's file and name every mistake in it.",
        discussion: """
            It needs no database. With --json it prints the plan with every standard value.
            """)

    @Argument(help: "The plan's file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var json: JSONOption

    func run() throws {
        let plan = try InstallPlan.load(path: file)
        if json.isOn { return try Console.write([PlanText.document(plan.canonical)]) }
        let variables = plan.variables.sorted().joined(separator: ", ")
        let secrets = plan.secrets.sorted().joined(separator: ", ")
        try Console.write(
            ["\(file): no mistakes; revision \(try PlanText.revision(of: plan).prefix(12))"]
                + (variables.isEmpty ? [] : ["each node needs the variables \(variables)"])
                + (secrets.isEmpty ? [] : ["it needs the secrets \(secrets)"]))
    }
}
