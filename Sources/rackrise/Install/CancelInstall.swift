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

    @OptionGroup var options: JobRequestOptions

    func run() throws {
        try options.request(.cancel) { job in
            let rest = job.outcome == nil ? "; rackrise serve ends what runs on the machine" : ""
            return "cancelled job \(job.id): node \(job.node) is held and boots its local disk\(rest)"
        }
    }
}
