import ArgumentParser
import InstallPlan
import Store

/// `rackrise plan show`.
struct ShowPlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a plan: what it needs of a node, and each phase's timeout and retries.",
        discussion: """
            With --json it prints the plan with every standard value; 'rackrise plan check' and 'import' read that too.
            """)

    @Argument(
        help: ArgumentHelp(
            "The plan's name for its newest revision, or the first digits of a revision.", valueName: "plan"),
        completion: Completion.plans)
    var reference: PlanReference

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let stored = try reference.plan(in: shared.databaseForReading())
        let plan = try PlanText.plan(stored)
        try Console.write(json.isOn ? [PlanText.document(plan.canonical)] : lines(stored, plan))
    }

    private func lines(_ stored: StoredPlan, _ plan: InstallPlan) -> [String] {
        func list(_ words: some Sequence<String>) -> String {
            let words = Array(words)
            return words.isEmpty ? "-" : words.joined(separator: " ")
        }
        let fields = [
            ["name", stored.name], ["revision", stored.revision],
            ["imported", ClockText().text(stored.importedAt)], ["profiles", list(stored.profiles)],
            ["system", plan.system.text], ["variables", list(plan.variables.sorted())],
            ["secrets", list(plan.secrets.sorted())],
        ]
        let rows = InstallPhase.allCases.map { phase in
            let settings = plan.phases[phase]
            return [
                phase.rawValue, "\(settings.timeout.components.seconds)s", "\(settings.retries)",
                settings.restartAt.rawValue, settings.isDestructive ? "yes" : "-",
                "\(settings.before.count + settings.after.count)",
            ]
        }
        return Table(rows: fields).lines + [""]
            + Table(["PHASE", "TIMEOUT", "RETRIES", "RESTARTS AT", "DESTRUCTIVE", "SCRIPTS"], rows: rows)
            .lines
    }
}
