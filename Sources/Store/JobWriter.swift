import BootModel
import GRDB
import InstallPlan

/// Writes what a job's state machine remembers.
///
/// What ends an arming or brings it back is done by the schema's triggers in the same transaction.
struct JobWriter {
    let connection: Connection

    /// Makes a job's rows those of a record; what is spent, entered or completed is never taken back.
    ///
    /// A job that is over keeps the outcome it ended with.
    func write(_ record: InstallJob.Record, of job: Int64) throws {
        guard
            let present = try String.fetchOne(
                connection, sql: "SELECT activity FROM job WHERE id = ?", arguments: [job])
        else { throw StoreError(.notFound, "there is no install job \(job)") }
        let columns = ActivityColumns(record)
        if present == "ended", columns.word == "ended" { return }
        try writeBoots(record.tokens, of: job)
        try writeRuns(record, of: job)
        try run(
            """
            UPDATE job SET phase = :phase, attempt = :attempt, activity = :activity, pause_until = :pause,
                restart_at = :restart, phase_deadline = :deadline, retries = :retries, verified = :verified,
                outcome = :outcome, failure = :failure
            WHERE id = :job
            """,
            [
                "phase": columns.phase.rawValue, "attempt": record.attempt, "activity": columns.word,
                "pause": columns.pauseUntil?.milliseconds, "restart": columns.restartAt?.rawValue,
                "deadline": record.phaseDeadline?.milliseconds, "retries": retries(record.retries),
                "verified": record.isVerified, "outcome": columns.outcome,
                "failure": columns.failure?.rawValue,
                "job": job,
            ])
    }

    private func writeBoots(_ tokens: [String], of job: Int64) throws {
        for (index, token) in tokens.enumerated() {
            try run(
                """
                INSERT INTO job_boot (job, number, token, at) SELECT :job, :number, :token, \(Schema.now)
                WHERE NOT EXISTS (SELECT 1 FROM job_boot WHERE job = :job AND token = :token)
                """, ["job": job, "number": index + 1, "token": token])
        }
    }

    private func writeRuns(_ record: InstallJob.Record, of job: Int64) throws {
        for phase in record.entered.sorted() { try enter(phase, of: job) }
        for phase in record.completed.sorted() {
            try run(
                """
                UPDATE destructive_run SET completed_at = \(Schema.now)
                WHERE job = ? AND phase = ? AND completed_at IS NULL
                """, [job, phase.rawValue])
        }
    }

    /// Records that a destructive phase is entered, once.
    func enter(_ phase: InstallPhase, of job: Int64) throws {
        try run(
            """
            INSERT INTO destructive_run (job, phase, entered_at) SELECT :job, :phase, \(Schema.now)
            WHERE NOT EXISTS (SELECT 1 FROM destructive_run WHERE job = :job AND phase = :phase)
            """, ["job": job, "phase": phase.rawValue])
    }

    private func retries(_ retries: [InstallPhase: Int]) -> String {
        let members = retries.sorted { $0.key < $1.key }.map { "\"\($0.key.rawValue)\":\($0.value)" }
        return "{\(members.joined(separator: ","))}"
    }

    func run(_ statement: String, _ arguments: StatementArguments) throws {
        try connection.cachedStatement(sql: statement).execute(arguments: arguments)
    }
}
