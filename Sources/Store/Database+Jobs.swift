public import BootModel
import GRDB
public import InstallPlan

extension Database {
    /// The jobs that somebody must attend to, in ascending order: those that are open, and those that are over whose
    /// retry was asked for.
    public func openJobs() throws -> [StoredJob] {
        try read {
            try JobReader.jobs(
                $0,
                where: """
                    id IN (SELECT id FROM job WHERE activity <> 'ended'
                           UNION SELECT id FROM job WHERE request IS NOT NULL)
                    """, [])
        }
    }

    /// The job of this number, or nil.
    public func job(_ id: Int64) throws -> StoredJob? { try read { try JobReader.job(id, $0) } }

    /// The newest job of a node, or nil.
    public func latestJob(ofNode node: String) throws -> StoredJob? {
        try read {
            try JobReader.jobs($0, where: "id = (SELECT max(id) FROM job WHERE node = ?)", [node]).first
        }
    }

    /// The newest job of every node that has one, in ascending order.
    public func latestJobs() throws -> [StoredJob] {
        try read {
            try JobReader.jobs($0, where: "id IN (SELECT max(id) FROM job GROUP BY node)", [])
        }
    }

    /// When a job ended; nil while it is open.
    public func endOfJob(_ id: Int64) throws -> WallClock? {
        try read {
            JobReader.time(
                try Int64.fetchOne($0, sql: "SELECT ended_at FROM job WHERE id = ?", arguments: [id]))
        }
    }

    /// Commits what a job's state machine remembers; to be called before its actions are carried out.
    ///
    /// In the same transaction: a verified or ended job makes the local disk its node's power-on answer, and a failed
    /// job that goes on before it was verified arms the node again with what is left of its time and boots. A job
    /// that is over keeps its outcome.
    ///
    /// - Throws: A refusal when the job was ended meanwhile, for example withdrawn, and does not go on.
    public func commit(_ record: InstallJob.Record, of job: Int64) throws {
        try write { try JobWriter(connection: $0).write(record, of: job) }
    }

    /// Commits that a destructive phase is entered, as long as the node is armed for the job.
    ///
    /// Idempotent until the phase has completed.
    ///
    /// - Parameter node: The node as the job knows it.
    /// - Returns: Why it may not, nil when it may: the job is over or its end was asked for, the node is held, ignored or
    ///   no longer set to install, or it was edited since; nothing is written then.
    public func enterDestructive(
        _ phase: InstallPhase, _ record: InstallJob.Record, of job: Int64, for node: Node
    ) throws -> FailureCode? {
        try write { connection in
            let isAllowed = try Bool.fetchOne(
                connection,
                sql: """
                    SELECT \(Schema.mayWriteDisk) AND NOT EXISTS (SELECT 1 FROM destructive_run
                        WHERE job = job.id AND phase = ? AND completed_at IS NOT NULL)
                    FROM job WHERE id = ?
                    """, arguments: [phase.rawValue, job])
            guard isAllowed == true else { return .armingWithdrawn }
            let name = try String.fetchOne(
                connection, sql: "SELECT node FROM job WHERE id = ?", arguments: [job])
            let present = try name.flatMap { try NodeReader.node($0, connection) }
            guard let present, present.isInstalled(like: node) else { return .nodeChanged }
            let writer = JobWriter(connection: connection)
            try writer.enter(phase, of: job)
            try writer.write(record, of: job)
            return nil
        }
    }

    /// Commits a verified job and makes the local disk its node's power-on answer, in one transaction; idempotent.
    ///
    /// From then on no power-on boots the installer, whatever happens to the machine, the daemon or the job.
    ///
    /// - Throws: A refusal when the record is not verified, or the job was ended meanwhile.
    public func allowReboot(_ record: InstallJob.Record, of job: Int64) throws {
        guard record.isVerified else {
            throw StoreError(.refused, "install job \(job) is not verified; its node may not be restarted")
        }
        try commit(record, of: job)
    }

    /// Commits how a job ended and makes the local disk its node's power-on answer, in one transaction; idempotent.
    ///
    /// A cancelled job's node is held. A job that was ended before keeps its outcome.
    ///
    /// - Throws: A refusal when the record is not that of an ended job.
    public func end(_ record: InstallJob.Record, of job: Int64) throws {
        guard case .ended = record.activity else {
            throw StoreError(.refused, "install job \(job) is not over; its record has no outcome")
        }
        try commit(record, of: job)
    }
}

extension Node {
    /// Whether a plan makes the same of both.
    fileprivate func isInstalled(like other: Node) -> Bool {
        name == other.name && macs == other.macs && profile == other.profile && variables == other.variables
    }
}
