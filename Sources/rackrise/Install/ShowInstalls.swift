import ArgumentParser
import BootModel
import Store

/// `rackrise install status`.
struct ShowInstalls: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far installs are: the newest of every node, or one node's with its phases.",
        discussion: """
            JSON is one object for a node, else an array.

              rackrise install status rack1-01
            """)

    @Argument(
        help: ArgumentHelp("Its name or one of its MAC addresses.", valueName: "node"),
        completion: Completion.nodes)
    var reference: NodeReference?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.databaseForReading()
        if let reference {
            let job = try reference.job(in: database)
            return try Console.write(
                json.isOn
                    ? [JSON.document(JobRecord(job, in: database))]
                    : InstallText.details(job, in: database))
        }
        let jobs = try database.latestJobs()
        if json.isOn {
            return try Console.write([JSON.document(jobs.map { try JobRecord($0, in: database) })])
        }
        guard !jobs.isEmpty else {
            return try Console.write(["no node has an install; rackrise install NODE arms one"])
        }
        try Console.write(InstallText.table(jobs, in: database))
    }
}

extension NodeReference {
    /// The node's newest job.
    ///
    /// - Throws: A refusal when it was never armed.
    func job(in database: Database) throws -> StoredJob {
        let node = try node(in: database)
        guard let job = try database.latestJob(ofNode: node.name) else {
            throw CommandError.refused(
                "node \"\(node.name)\" was never armed for an install; rackrise install \(node.name) arms it")
        }
        return job
    }
}
