import ArgumentParser
import Store

/// `rackrise install cancel`.
struct CancelInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a node's install; the node is held and boots its local disk.",
        discussion: """
            From this moment no power-on of the node boots the installer and no phase that writes its disk begins. What \
            runs on the machine is ended by the daemon. 'rackrise node approve' releases the node.
            """)

    @OptionGroup var node: NodeArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.database()
        let job = try database.request(
            .cancel, ofNode: node.job(in: database).node, at: ClockText.now())
        if json.isOn { return try Console.write([JSON.document(JobRecord(job, in: database))]) }
        let rest = job.outcome == nil ? "; rackrise serve ends what runs on the machine" : ""
        try Console.write([
            "cancelled job \(job.id): node \(job.node) is held and boots its local disk\(rest)"
        ])
    }
}
