import ArgumentParser
import BootModel
import OperatorFiles
import Store

/// `rackrise profile remove`.
struct RemoveProfile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget a profile and remove its images; refused while a node uses it.")

    @Argument(
        help: ArgumentHelp("The profile's name.", valueName: "profile"), completion: Completion.profiles)
    var reference: ProfileReference

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        let profile = try reference.profile(in: database)
        try ProfileLibrary(database: database, stateDirectory: shared.configuration().state).remove(
            profile.name)
        let line = "removed profile \(profile.name)"
        try Console.write([json.isOn ? JSON.document(ProfileRecord(profile, imageProblem: nil)) : line])
    }
}
