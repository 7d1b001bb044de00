import ArgumentParser
import BootModel
import BootPolicy
import BootServer
import NetTypes
import OperatorFiles
import Store

/// `rackrise explain`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a machine would get now, and why, without booting anything.",
        discussion: """
            The answers are those of the daemon: the same decision, asked with what such a machine's packets say.

              rackrise explain 52:54:00:12:34:56
              rackrise explain rack1-01 --arch 0

            Exit status 2 says that it would get nothing to boot: no answer, a refusal, a script that only says why, \
            or an image whose files are gone.

            The architecture is DHCP option 93: 0 BIOS, 6 UEFI ia32, 7 or 9 UEFI x64, 11 UEFI arm64, 16 UEFI x64 over HTTP. \
            Without --arch it is what the machine was last heard as, or 7.
            """)

    @Argument(
        help: ArgumentHelp("A MAC address, or a node's name.", valueName: "mac"), completion: Completion.nodes
    )
    var reference: NodeReference

    @Option(help: ArgumentHelp("The architecture type its firmware sends.", valueName: "type"))
    var arch: UInt16?

    @Option(help: ArgumentHelp("Its user class; 'iPXE' skips the chainloader.", valueName: "class"))
    var userClass: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    /// UEFI x64.
    private static let usualArchitecture: UInt16 = 7

    func run() throws {
        let configuration = try shared.configuration()
        let database = try shared.databaseForReading()
        let mac = try machine(in: database)
        let arch = try arch ?? HeardArchitecture.last(of: mac, in: database) ?? Self.usualArchitecture
        let library = ChainloaderLibrary(directories: configuration.chainloaders.directories)
        let explanation = Explanation(
            mac: mac, architecture: ClientArchitecture(rawValue: arch), userClass: userClass,
            policy: BootPolicy(settings: PolicySettings(configuration), chainloaders: library.table),
            inventory: try database.inventory())
        let boots = try BootsLeft(explanation, in: database)
        let problem = imageProblem(explanation, ImageCheck(stateDirectory: configuration.state))
        try Console.write(
            json.isOn
                ? [JSON.document(ExplanationRecord(explanation, imageProblem: problem, boots))]
                : lines(explanation) + [boots?.text, problem].compactMap { $0 })
        if explanation.endsInRefusal || problem != nil { throw ExitCode.refused }
    }

    /// Why the image that the way ends with cannot be sent.
    private func imageProblem(_ explanation: Explanation, _ check: ImageCheck) -> String? {
        guard case .bootImage(let profile, let image, _) = explanation.steps.last?.decision.answer else {
            return nil
        }
        return check.complaint(about: image, of: profile)
    }

    private func lines(_ explanation: Explanation) -> [String] {
        let clock = ClockText()
        let rows = explanation.steps.map { step in
            [
                AnswerText.text(step.question), AnswerText.text(step.decision, clock),
                step.decision.reason.text,
            ]
        }
        let subject = explanation.node.map { "is node \($0.name)" } ?? "is on no node"
        return [
            "\(explanation.mac) \(subject); as \(explanation.firmware), architecture \(explanation.firmware.client.rawValue):"
        ]
            + Table(["IT ASKS FOR", "IT GETS", "BECAUSE"], rows: rows).lines
    }

    private func machine(in database: Database) throws -> MACAddress {
        if let mac = reference.mac { return mac }
        let node = try reference.node(in: database)
        guard let mac = node.macs.first else {
            throw CommandError.refused(
                "node \(node.name) has no MAC address; rackrise node set \(node.name) --mac ADDRESS gives it one"
            )
        }
        return mac
    }
}
