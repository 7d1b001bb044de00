import ArgumentParser
import OperatorFiles
import Secrets
import Store

/// `rackrise secret set`.
struct SetSecret: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Store a secret, in the place of an earlier value.",
        discussion: """
            The value is read from standard input to its end, line ends included; on a terminal it is asked for and not \
            shown. It is never an argument, which every user of the machine could see.
            """)

    @Argument(help: "Its name, as plans write it.", completion: Completion.secrets)
    var name: String

    @Option(
        help: ArgumentHelp("The file with the value, instead of standard input.", valueName: "file"),
        completion: .file())
    var file: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.databaseOrNew()
        guard SecretVault.isName(name) else { throw SecretError.badName(name) }
        let value = try SecretInput.read(name, file: file)
        let vault = try SecretVault(stateDirectory: shared.configuration().state, database: database)
        let isReplaced = try vault.set(name, to: value, at: ClockText.now())
        if json.isOn {
            let stored = try database.secrets().first { $0.name == name }
            return try Console.write([JSON.document(stored.map(SecretRecord.init))])
        }
        let end = value.last == UInt8(ascii: "\n") ? ", the last of them a line end" : ""
        try Console.write([
            "\(isReplaced ? "replaced" : "stored") secret \(name): \(value.count) octets\(end)"
        ])
    }
}
