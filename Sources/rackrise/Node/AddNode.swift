import ArgumentParser
import Store
import BootModel
import NetTypes
import OperatorFiles

/// `rackrise node add`.
struct AddNode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Put a machine on the whitelist.",
        discussion: """
            Example, a machine with two cards whose menu offers a second profile:

              rackrise node add 52:54:00:12:34:56 --mac 52-54-00-12-34-57 --name rack1-01 --profile worker --also rescue
            """)

    @Argument(help: "Its MAC address in any usual spelling, such as 52:54:00:12:34:56.")
    var mac: MACAddress

    @Option(
        name: .customLong("mac"),
        help: ArgumentHelp(
            "A further address of the same machine, such as 52:54:00:12:34:57; may be given again.",
            valueName: "mac"))
    var moreMACs: [MACAddress] = []

    @Option(help: "Its name: at most 63 of a-z, 0-9 and '-'.")
    var name: String

    @Option(help: "The profile it boots.", completion: Completion.profiles)
    var profile: ProfileReference

    @OptionGroup var node: NodeOptions
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        if let complaint = NodeName.complaint(about: name) { throw CommandError.refused(complaint) }
        let database = try shared.databaseOrNew()
        for reference in [profile] + node.also { try reference.profile(in: database) }
        var added = Node(name: name, macs: [mac] + moreMACs, profile: profile.name)
        try node.apply(to: &added)
        try ArmingCheck.check(added, in: database)
        try database.addNode(added)
        try NodeText.report("added", database.node(name: name) ?? added, json: json.isOn)
    }
}
