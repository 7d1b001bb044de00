public import BootModel
import GRDB
public import InstallPlan

extension Database {
    /// The most octets of a step's detail.
    private static let detailLimit = 4096

    /// Records that an attempt at a phase begins; a repetition changes nothing.
    public func beginStep(_ phase: InstallPhase, attempt: Int, of job: Int64, at time: WallClock) throws {
        try write { connection in
            try connection.execute(
                sql: """
                    INSERT INTO step_run (job, attempt, phase, started_at) SELECT :job, :attempt, :phase, :time
                    WHERE NOT EXISTS (SELECT 1 FROM step_run WHERE job = :job AND attempt = :attempt)
                    """,
                arguments: [
                    "job": job, "attempt": attempt, "phase": phase.rawValue, "time": time.milliseconds,
                ])
        }
    }

    /// Records how far an attempt is, in octets.
    public func progress(attempt: Int, of job: Int64, done: UInt64, total: UInt64?) throws {
        try write { connection in
            try connection.execute(
                sql: "UPDATE step_run SET done_bytes = ?, total_bytes = ? WHERE job = ? AND attempt = ?",
                arguments: [
                    Int64(clamping: done), total.map { Int64(clamping: $0) }, job, attempt,
                ])
        }
    }

    /// Records how an attempt ended; the first end stays.
    ///
    /// - Parameters:
    ///   - failure: Why it failed; nil when it went well.
    ///   - detail: What was seen; what exceeds 4096 octets is cut off.
    public func endStep(
        attempt: Int, of job: Int64, at time: WallClock, failure: FailureCode?, detail: String?
    ) throws {
        try write { connection in
            try connection.execute(
                sql: """
                    UPDATE step_run SET ended_at = ?, failure = ?, detail = ?
                    WHERE job = ? AND attempt = ? AND ended_at IS NULL
                    """,
                arguments: [
                    time.milliseconds, failure?.rawValue, detail.map(Self.shortened), job, attempt,
                ])
        }
    }

    /// Every attempt of a job, in order.
    public func steps(of job: Int64) throws -> [StepRun] {
        try read { connection in
            try Row.fetchAll(
                connection,
                sql: """
                    SELECT attempt, phase, started_at, ended_at, failure, detail, done_bytes, total_bytes
                    FROM step_run WHERE job = ? ORDER BY attempt
                    """, arguments: [job]
            ).map { row in
                let failure: String? = row[4]
                let (done, total): (Int64?, Int64?) = (row[6], row[7])
                return StepRun(
                    attempt: row[0], phase: try JobReader.phase(row[1]),
                    startedAt: WallClock(milliseconds: row[2]), endedAt: JobReader.time(row[3]),
                    failure: failure.map(FailureCode.init(rawValue:)), detail: row[5],
                    doneBytes: done.map { UInt64(clamping: $0) },
                    totalBytes: total.map { UInt64(clamping: $0) })
            }
        }
    }

    /// The beginning of a text that fits, without half a character at its end.
    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > detailLimit else { return text }
        var (kept, size) = ("", 0)
        for scalar in text.unicodeScalars {
            size += scalar.utf8.count
            guard size <= detailLimit else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }
}
