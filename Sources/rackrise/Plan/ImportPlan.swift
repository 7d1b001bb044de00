import ArgumentParser
import BootModel
import Foundation
import InstallPlan
import OperatorFiles
import Store

/// `rackrise plan import`.
struct ImportPlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Store a plan as a revision that never changes.",
        discussion: """
            Profiles keep the revision that is attached to them; 'rackrise profile set PROFILE --plan NAME' attaches the \
            newest.
            """)

    @Argument(help: "The plan's name.")
    var name: String

    @Argument(help: "The plan's file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        if let complaint = ProfileName.complaint(about: name, of: "plan") {
            throw CommandError.refused(complaint)
        }
        let plan = try InstallPlan.load(path: file)
        let revision = try PlanText.revision(of: plan)
        let database = try shared.databaseOrNew()
        let isNew = try database.addPlan(
            revision: revision, canonical: String(decoding: plan.canonical, as: UTF8.self), name: name,
            at: ClockText.now())
        if json.isOn {
            let stored = try database.plans().first { $0.revision == revision }
            return try Console.write([JSON.document(stored.map(PlanRecord.init))])
        }
        let outcome = isNew ? "is stored" : "was stored already"
        try Console.write(["plan \(name) revision \(revision.prefix(12)) \(outcome)"])
    }
}
