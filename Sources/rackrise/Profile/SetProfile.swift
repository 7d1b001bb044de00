import ArgumentParser
import BootModel
import Store

/// `rackrise profile set`.
struct SetProfile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change what a profile is for.",
        discussion: """
            With dhcp.unknown: menu, machines that are on no node get a menu of the profiles that are offered to them.

              rackrise profile set rescue --offered-to-unknown
            """)

    @Argument(
        help: ArgumentHelp("The profile's name.", valueName: "profile"), completion: Completion.profiles)
    var reference: ProfileReference

    @Flag(inversion: .prefixedNo, help: "Show it in the menu of machines that are on no node.")
    var offeredToUnknown: Bool?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        guard let offeredToUnknown else {
            throw ValidationError("Nothing to change; give --offered-to-unknown or --no-offered-to-unknown.")
        }
        let database = try shared.database()
        try reference.profile(in: database)
        try database.setProfile(reference.name, offeredToUnknown: offeredToUnknown)
        let profile = try reference.profile(in: database)
        let line =
            "profile \(profile.name) is \(offeredToUnknown ? "offered" : "not offered") to unknown machines"
        try Console.write([json.isOn ? JSON.document(ProfileRecord(profile)) : line])
    }
}
