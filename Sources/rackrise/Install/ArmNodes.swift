import ArgumentParser
import BootModel
import Foundation
import InstallPlan
import OperatorFiles
import Store

/// `rackrise install NODE…`.
struct ArmNodes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        // Shown in the help and no word for a node, so that it takes no node's name away.
        commandName: "NODE",
        abstract: "Arm nodes, by their names or MAC addresses, for one install each.",
        discussion: """
            Write 'rackrise install' and the nodes. All nodes are armed, or none. A node whose plan needs a variable or a secret that is not there is refused. \
            Power the machines on afterwards; nothing here touches a running machine.

              rackrise install rack1-01 rack1-02 --wait

            Waiting may be interrupted and taken up again with the same words: an install that is under way is followed, \
            not armed a second time.
            """)

    @OptionGroup var nodes: NodeArguments

    @Flag(
        help:
            "Wait until every install is over, also one that is under way; exit 0 only when all machines are installed."
    )
    var wait = false

    @Flag(help: "Install machines that were installed before.")
    var again = false

    @Flag(help: "Write over disks that carry partitions or data.")
    var wipe = false

    @Option(
        help: ArgumentHelp(
            "How long the installer may be booted, such as 90m or 48h; from 1m to 30 days.", valueName: "time"
        ))
    var time: ArmingTime = ArmingTime()

    @Option(help: "How many boots of the installer there are, from 1 to 100.")
    var boots = Arming.standardBoots

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (1...100).contains(boots) else {
            throw ValidationError("--boots is \(boots); give a number from 1 to 100.")
        }
    }

    func run() async throws {
        let database = try shared.database()
        let nodes = try nodes.stored(in: database)
        let followed = wait ? try nodes.compactMap { try underWay($0, in: database) } : []
        let new = nodes.filter { node in !followed.contains { $0.node == node.name } }
        let armed = try arm(new, in: database)
        if !json.isOn {
            try Console.write(followed.map(InstallText.followed) + armed.map(InstallText.armed))
        }
        guard wait else { return try show(armed, in: database) }
        let state = try shared.configuration().state
        if StateLock.holder(state) == nil { Console.writeError(InstallText.unserved(state)) }
        var follower = JobFollower(database: database, jobs: followed + armed, isQuiet: json.isOn)
        let ended = try await follower.untilAllEnded()
        try show(ended, in: database)
        let missed = ended.filter { $0.outcome != .installed }.map(\.node)
        guard missed.isEmpty else {
            throw CommandError.failed(
                "\(missed.count) of \(ended.count) machines not installed: \(missed.joined(separator: ", ")); rackrise install status "
                    + "\(missed[0]) says what to do")
        }
    }

    /// The open install of a node, which waiting takes up again; nil where other permissions are asked for than it has.
    private func underWay(_ node: Node, in database: Database) throws -> StoredJob? {
        guard let job = try database.latestJob(ofNode: node.name), job.outcome == nil,
            !wipe || job.record.arming.mayWipe
        else { return nil }
        return job
    }

    private func arm(_ nodes: [Node], in database: Database) throws -> [StoredJob] {
        let check = try ArmingCheck(database)
        let complaints = try nodes.compactMap { try check.complaint(about: $0, again: again) }
        guard complaints.isEmpty else { throw CommandError.refused(complaints.joined(separator: "\n")) }
        let options = ArmingOptions(time: time.duration, boots: boots, mayWipe: wipe, again: again)
        return try database.arm(nodes.map(\.name), options, at: ClockText.now())
    }

    private func show(_ jobs: [StoredJob], in database: Database) throws {
        guard json.isOn else { return }
        try Console.write([JSON.document(jobs.map { try JobRecord($0, in: database) })])
    }
}
