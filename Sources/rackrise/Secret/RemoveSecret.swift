import ArgumentParser
import Store

/// `rackrise secret remove`.
struct RemoveSecret: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget a secret.",
        discussion: """
            One that a plan in use needs is kept unless --force is given; one that an open install needs is kept anyhow.
            """)

    @Argument(help: "Its name.", completion: Completion.secrets)
    var name: String

    @Flag(help: "Remove it although a profile's plan needs it.")
    var force = false

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        let secrets = try database.secrets()
        guard let secret = secrets.first(where: { $0.name == name }) else {
            throw CommandError.refused(
                NodeReference.unknown(
                    "secret", name, among: secrets.map(\.name), remedy: "rackrise secret list shows all"))
        }
        guard secret.plans.isEmpty || force else {
            throw CommandError.refused(
                "secret \"\(name)\" is needed by plan \(secret.plans.joined(separator: ", ")); attach another plan to "
                    + "its profiles first, or give --force")
        }
        try database.removeSecret(name)
        try Console.write([json.isOn ? JSON.document(SecretRecord(secret)) : "removed secret \(name)"])
    }
}
