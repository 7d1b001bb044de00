import ArgumentParser
import Store

/// `rackrise plan list`.
struct ListPlans: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show every revision of every plan, and the profiles that use it.")

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let plans = try shared.databaseForReading().plans()
        if json.isOn { return try Console.write([JSON.document(plans.map(PlanRecord.init))]) }
        guard !plans.isEmpty else {
            return try Console.write(["no plans yet; rackrise plan import NAME FILE stores one"])
        }
        let clock = ClockText()
        let rows = plans.map {
            [
                $0.name, String($0.revision.prefix(12)), clock.text($0.importedAt),
                $0.profiles.isEmpty ? "-" : $0.profiles.joined(separator: " "),
            ]
        }
        try Console.write(Table(["NAME", "REVISION", "IMPORTED", "PROFILES"], rows: rows).lines)
    }
}
