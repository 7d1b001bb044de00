import ArgumentParser
import BootModel
import OperatorFiles
import Store

/// `rackrise profile list`.
struct ListProfiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show all profiles, their images and how many nodes boot them.")

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.databaseForReading()
        let profiles = try database.profiles()
        let check = ImageCheck(stateDirectory: try shared.configuration().state)
        if json.isOn {
            let records = profiles.map { ProfileRecord($0, imageProblem: check.complaint(about: $0)) }
            return try Console.write([JSON.document(records)])
        }
        if profiles.isEmpty {
            return try Console.write(["no profiles yet; rackrise profile import NAME DIR makes one"])
        }
        func isGone(_ profile: Profile) -> Bool { check.complaint(about: profile) != nil }
        let users = Dictionary(grouping: try database.nodes(), by: \.profile)
        let rows = profiles.map { profile in
            [
                profile.name,
                profile.image.map { String($0.version.prefix(12)) + (isGone(profile) ? ", gone" : "") }
                    ?? "none",
                profile.image?.instructionSet.rawValue ?? "-",
                profile.image.map { ByteCount.text($0.kernel.size) } ?? "-",
                profile.image.map { ByteCount.text($0.initrd.size) } ?? "-", "\(profile.earlierImages.count)",
                "\(users[profile.name]?.count ?? 0)", profile.offeredToUnknown ? "offered" : "-",
            ]
        }
        try Console.write(
            Table(
                ["NAME", "IMAGE", "FOR", "KERNEL", "INITRD", "EARLIER", "NODES", "UNKNOWN MACHINES"],
                rows: rows
            ).lines)
    }
}
