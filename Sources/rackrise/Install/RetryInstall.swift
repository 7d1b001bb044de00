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

    @OptionGroup var options: JobRequestOptions

    func run() throws {
        try options.request(.retry) { job in
            "job \(job.id) of node \(job.node) is tried again by rackrise serve; rackrise install status \(job.node) shows how"
        }
    }
}
