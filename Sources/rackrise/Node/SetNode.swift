import ArgumentParser
import Store
import BootModel
import NetTypes
import OperatorFiles

/// `rackrise node set`.
struct SetNode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a node; what is not mentioned stays.",
        discussion: """
            Example, boot the local disk from now on, with a serial console when it boots over the network:

              rackrise node set rack1-01 --boot local --var cmdline=console=ttyS0,115200
            """)

    @OptionGroup var target: NodeArgument

    @Option(help: "A new name.")
    var name: String?

    @Option(help: "The profile it boots.", completion: Completion.profiles)
    var profile: ProfileReference?

    @Option(
        help: ArgumentHelp(
            "An address to add, such as 52:54:00:12:34:57; may be given again.", valueName: "mac"))
    var mac: [MACAddress] = []

    @Option(
        help: ArgumentHelp(
            "An address to remove, such as 52:54:00:12:34:57; may be given again.", valueName: "mac"))
    var removeMac: [MACAddress] = []

    @Option(
        help: ArgumentHelp("A profile to take out of its menu; may be given again.", valueName: "profile"),
        completion: Completion.profiles)
    var removeAlso: [String] = []

    @Flag(help: "End an install that is under way, when the boot setting is another one.")
    var force = false

    @OptionGroup var node: NodeOptions
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        let given =
            name != nil || profile != nil || node.boot != nil || node.localBoot != nil || node.loader != nil
            || !mac.isEmpty || !removeMac.isEmpty || !removeAlso.isEmpty || !node.also.isEmpty
            || !node.variables.isEmpty
        guard given else {
            throw ValidationError("Nothing to change; give at least one option, such as --boot local.")
        }
    }

    func run() throws {
        if let name, let complaint = NodeName.complaint(about: name) { throw CommandError.refused(complaint) }
        let database = try shared.database()
        let current = try target.stored(in: database)
        for reference in [profile].compactMap({ $0 }) + node.also { try reference.profile(in: database) }
        var ended: EndedInstall?
        let changed = try database.updateNode(current.name) { node in
            let before = node
            try apply(to: &node)
            if before.boot != .install { try ArmingCheck.check(node, in: database) }
            ended = try EndedInstall(before, node, in: database)
            if let ended, ended.isRunning, !force { throw CommandError.refused(ended.refusal) }
        }
        try NodeText.report("changed", changed, json: json.isOn)
        if let ended { Console.writeError("this \(ended.text)") }
    }

    private func apply(to node: inout Node) throws {
        for mac in removeMac where !node.macs.contains(mac) {
            throw CommandError.refused(
                "node \(node.name) has no MAC \(mac); rackrise node show \(node.name) lists them")
        }
        for profile in removeAlso where !node.otherProfiles.contains(profile) {
            throw CommandError.refused(
                NodeReference.unknown(
                    "further profile", profile, among: node.otherProfiles,
                    remedy: "rackrise node show \(node.name) lists them"))
        }
        node.macs = node.macs.filter { !removeMac.contains($0) } + mac
        node.otherProfiles.removeAll { removeAlso.contains($0) }
        if let profile { node.profile = profile.name }
        if let name { node.name = name }
        try self.node.apply(to: &node)
    }
}
