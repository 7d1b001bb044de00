import ArgumentParser
import Store

/// `rackrise install retry`.
struct RetryInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Go on with a node's failed install, without writing over its disk again.",
        discussion: """
            Before the restart the machine is proved anew from wait-for-ssh, and what was written to the disk is checked \
            and used; after it, only the confirmation is repeated. Where the disk would have to be written again it is \
            refused: arm the node again then.
            """)

    @OptionGroup var node: NodeArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        let job = try database.request(
            .retry, ofNode: node.job(in: database).node, at: ClockText.now())
        if json.isOn { return try Console.write([JSON.document(JobRecord(job, in: database))]) }
        try Console.write([
            "job \(job.id) of node \(job.node) is tried again by rackrise serve; rackrise install status \(job.node) shows how"
        ])
    }
}
