public import BootModel
import GRDB
import InstallPlan

extension Database {
    /// Asks something of a node's newest job, for an operator.
    ///
    /// A cancelled node is held and boots its local disk from that transaction on; a job that no boot has begun is
    /// over with it, another one when the daemon has ended what runs on the machine. A retry is refused where it
    /// would have to write the disk again.
    ///
    /// - Returns: The job after that.
    @discardableResult
    public func request(_ word: JobRequest, ofNode node: String, at now: WallClock) throws -> StoredJob {
        try write { connection in
            guard
                let job = try JobReader.jobs(
                    connection, where: "id = (SELECT max(id) FROM job WHERE node = ?)", [node]
                ).first
            else {
                throw StoreError(
                    .refused,
                    "node \"\(node)\" was never armed for an install; rackrise install \(node) arms it")
            }
            if word == .retry { try refuseRetry(job, at: now, connection) }
            try connection.execute(
                sql: "UPDATE job SET request = ? WHERE id = ?", arguments: [word.rawValue, job.id])
            return try JobReader.job(job.id, connection) ?? job
        }
    }

    private func refuseRetry(_ job: StoredJob, at now: WallClock, _ connection: Connection) throws {
        // Whether a retry is refused does not depend on the settings of phases.
        var machine = InstallJob(phases: PhaseTable(), resuming: job.record)
        for case .refuseRetry(let code) in machine.handle(.retry, at: now) {
            throw StoreError(
                .refused,
                "install job \(job.id) of node \"\(job.node)\" cannot be tried again: \(code.title); \(code.advice)"
            )
        }
        let hasPlan = try Bool.fetchOne(
            connection, sql: "SELECT EXISTS (SELECT 1 FROM plan WHERE revision = ?)", arguments: [job.plan])
        guard hasPlan == true else {
            throw StoreError(
                .refused,
                "install job \(job.id) of node \"\(job.node)\" cannot be tried again: revision \(job.plan.prefix(12)) "
                    + "of its plan was removed; arm the node again with rackrise install \(job.node)")
        }
    }

    /// What an operator asks of a job.
    ///
    /// A retry is given once. A cancellation is given again until the job has ended, so that a crash does not lose it.
    public func takeRequest(of job: Int64) throws -> JobRequest? {
        try write { connection in
            let word = try String.fetchOne(
                connection, sql: "SELECT request FROM job WHERE id = ?", arguments: [job])
            guard let word else { return nil }
            try connection.execute(
                sql: "UPDATE job SET request = NULL WHERE id = ? AND request = 'retry'", arguments: [job])
            return try NodeReader.word(word, column: "job.request")
        }
    }
}
