import ArgumentParser
import OperatorFiles
import BootModel

/// `rackrise profile show`.
struct ShowProfile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one profile with its image, its command line and its earlier images.")

    @Argument(
        help: ArgumentHelp("The profile's name.", valueName: "profile"), completion: Completion.profiles)
    var reference: ProfileReference

    @Flag(help: "Read the image's files and compare them with what was imported.")
    var verify = false

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.databaseForReading()
        let profile = try reference.profile(in: database)
        let library = ProfileLibrary(database: database, stateDirectory: try shared.configuration().state)
        if verify, let image = profile.image { try library.verify(image) }
        let problem = ImageCheck(stateDirectory: try shared.configuration().state).complaint(about: profile)
        try Console.write(
            json.isOn
                ? [JSON.document(ProfileRecord(profile, imageProblem: problem))]
                : lines(profile) + (problem.map { [$0] } ?? []))
    }

    private func lines(_ profile: Profile) -> [String] {
        var fields = [
            ("name", profile.name), ("unknown machines", profile.offeredToUnknown ? "offered" : "-"),
            ("node file", profile.nodeFile ? "/rackrise/node.json" : "-"),
            ("plan", profile.plan ?? "-"),
        ]
        if let image = profile.image {
            fields += [
                ("image", image.version), ("for", image.instructionSet.rawValue),
                ("kernel", "\(ByteCount.text(image.kernel.size)), SHA-256 \(image.kernel.sha256)"),
                ("initrd", "\(ByteCount.text(image.initrd.size)), SHA-256 \(image.initrd.sha256)"),
                ("command line", image.commandLine),
            ]
        } else {
            fields.append(("image", "none; rackrise profile import \(profile.name) DIR"))
        }
        fields += profile.earlierImages.map { ("earlier", $0.version) }
        return Table(rows: fields.map { [$0.0, $0.1] }).lines
            + (verify && profile.image != nil ? ["the files are as imported"] : [])
    }
}
