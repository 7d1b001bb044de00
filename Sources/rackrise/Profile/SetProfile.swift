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

            With --node-file, a node of the profile finds /rackrise/node.json in its initrd: its name, address, profile \
            and variables. They travel in clear.

              rackrise profile set worker --node-file
            """)

    @Argument(
        help: ArgumentHelp("The profile's name.", valueName: "profile"), completion: Completion.profiles)
    var reference: ProfileReference

    @Flag(inversion: .prefixedNo, help: "Show it in the menu of machines that are on no node.")
    var offeredToUnknown: Bool?

    @Flag(inversion: .prefixedNo, help: "Tell a node its name and variables in its initrd.")
    var nodeFile: Bool?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        guard offeredToUnknown != nil || nodeFile != nil else {
            throw ValidationError("Nothing to change; give --[no-]offered-to-unknown or --[no-]node-file.")
        }
        let database = try shared.database()
        try reference.profile(in: database)
        try database.setProfile(reference.name, offeredToUnknown: offeredToUnknown, nodeFile: nodeFile)
        let profile = try reference.profile(in: database)
        try Console.write(json.isOn ? [JSON.document(ProfileRecord(profile))] : lines(profile))
    }

    private func lines(_ profile: Profile) -> [String] {
        var lines: [String] = []
        if let offeredToUnknown {
            lines.append(
                "profile \(profile.name) is \(offeredToUnknown ? "offered" : "not offered") to unknown machines"
            )
        }
        if let nodeFile {
            lines.append(
                "nodes of profile \(profile.name) \(nodeFile ? "find" : "do not find") /rackrise/node.json in their initrd"
            )
        }
        return lines
    }
}
