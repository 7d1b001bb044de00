import ArgumentParser
import Store

/// `rackrise secret list`.
struct ListSecrets: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the names of all secrets, and the plans in use that need them.")

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let secrets = try shared.databaseForReading().secrets()
        if json.isOn { return try Console.write([JSON.document(secrets.map(SecretRecord.init))]) }
        guard !secrets.isEmpty else {
            return try Console.write(["no secrets yet; rackrise secret set NAME stores one"])
        }
        let clock = ClockText()
        let rows = secrets.map {
            [$0.name, clock.text($0.setAt), $0.plans.isEmpty ? "-" : $0.plans.joined(separator: " ")]
        }
        try Console.write(Table(["NAME", "SET", "PLANS"], rows: rows).lines)
    }
}
