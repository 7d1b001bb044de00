import ArgumentParser
import BootModel
import OperatorFiles
import Store

/// `rackrise profile set`.
struct SetProfile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change what a profile is for.",
        discussion: """
            With dhcp.unknown: menu, machines that are on no node get a menu of the profiles that are offered to them.

              rackrise profile set rescue --offered-to-unknown
              rackrise profile set worker --plan nixos-closure

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

    @Option(
        help: ArgumentHelp(
            "Install its machines by this plan: a name for the newest revision, or a revision's first digits.",
            valueName: "plan"), completion: Completion.plans)
    var plan: PlanReference?

    @Flag(help: "Detach its plan.")
    var noPlan = false

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard offeredToUnknown != nil || nodeFile != nil || plan != nil || noPlan else {
            throw ValidationError(
                "Nothing to change; give --[no-]offered-to-unknown, --[no-]node-file, --plan or --no-plan.")
        }
        guard plan == nil || !noPlan else { throw ValidationError("Give either --plan or --no-plan.") }
    }

    func run() throws {
        let database = try shared.database()
        try reference.profile(in: database)
        let stored = try plan?.plan(in: database)
        if offeredToUnknown != nil || nodeFile != nil {
            try database.setProfile(reference.name, offeredToUnknown: offeredToUnknown, nodeFile: nodeFile)
        }
        if stored != nil || noPlan { try database.attachPlan(stored?.revision, to: reference.name) }
        let profile = try reference.profile(in: database)
        let problem = ImageCheck(stateDirectory: try shared.configuration().state).complaint(about: profile)
        try Console.write(
            json.isOn
                ? [JSON.document(ProfileRecord(profile, imageProblem: problem))]
                : lines(profile, plan: stored))
    }

    private func lines(_ profile: Profile, plan: StoredPlan?) -> [String] {
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
        if let plan {
            lines.append(
                "profile \(profile.name) has plan \(plan.name) revision \(plan.revision.prefix(12))")
        } else if noPlan {
            lines.append("profile \(profile.name) has no plan")
        }
        return lines
    }
}
