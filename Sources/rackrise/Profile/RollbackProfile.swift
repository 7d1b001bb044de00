import ArgumentParser
import BootModel
import OperatorFiles
import Store

/// `rackrise profile rollback`.
struct RollbackProfile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Boot an earlier image of a profile again: kernel, initrd and command line together.",
        discussion: """
            Without a version it is the one before the current one. 'rackrise profile show' lists the versions; the \
            first digits are enough. A machine that is downloading finishes with what it began.
            """)

    @Argument(
        help: ArgumentHelp("The profile's name.", valueName: "profile"), completion: Completion.profiles)
    var reference: ProfileReference

    @Argument(help: "The version, or its first digits.")
    var version: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        let profile = try reference.profile(in: database)
        let image = try database.rollback(profile.name, to: version.map { try fullVersion($0, of: profile) })
        let line = "profile \(profile.name) boots image \(image.version.prefix(12))"
        let now = try reference.profile(in: database)
        let problem = ImageCheck(stateDirectory: try shared.configuration().state).complaint(about: now)
        try Console.write(
            json.isOn
                ? [JSON.document(ProfileRecord(now, imageProblem: problem))]
                : [line] + (problem.map { [$0] } ?? []))
    }

    private func fullVersion(_ digits: String, of profile: Profile) throws -> String {
        let versions = ([profile.image].compactMap { $0 } + profile.earlierImages).map(\.version)
        let matches = versions.filter { $0.hasPrefix(digits.lowercased()) }
        guard matches.count <= 1 else {
            throw CommandError.refused(
                "\(matches.count) versions of profile \(profile.name) begin with \(digits); give more digits")
        }
        return matches.first ?? digits
    }
}
