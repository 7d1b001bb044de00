import BootModel
import GRDB
import InstallPlan

/// Reads jobs with the rows that belong to them.
enum JobReader {
    /// The jobs that a condition on `job` selects, in ascending order of their numbers.
    static func jobs(
        _ connection: Connection, where condition: String, _ arguments: StatementArguments
    ) throws -> [StoredJob] {
        let rows = try Row.fetchAll(
            connection, sql: "SELECT * FROM job WHERE \(condition) ORDER BY id", arguments: arguments)
        return try rows.map { try job($0, connection) }
    }

    /// The job of this number.
    static func job(_ id: Int64, _ connection: Connection) throws -> StoredJob? {
        try jobs(connection, where: "id = ?", [id]).first
    }

    private static func job(_ row: Row, _ connection: Connection) throws -> StoredJob {
        let id: Int64 = row["id"]
        let request: String? = row["request"]
        let tokens = try String.fetchAll(
            connection, sql: "SELECT token FROM job_boot WHERE job = ? ORDER BY number", arguments: [id])
        return StoredJob(
            id: id, node: row["node"], plan: row["plan"], installer: row["installer"],
            armedAt: WallClock(milliseconds: row["armed_at"]),
            record: try record(row, tokens: tokens, connection),
            request: try request.map { try NodeReader.word($0, column: "job.request") },
            installerKey: try key(of: id, "installer", boot: tokens.count, connection),
            systemKey: try key(of: id, "system", boot: 0, connection))
    }

    private static func record(_ row: Row, tokens: [String], _ connection: Connection) throws
        -> InstallJob.Record
    {
        var arming = Arming(at: WallClock(milliseconds: row["until"]), time: .zero)
        arming.boots = row["boots"]
        arming.mayWipe = row["may_wipe"]
        var record = InstallJob.Record(arming: arming)
        record.tokens = tokens
        record.phase = try phase(row["phase"])
        record.attempt = row["attempt"]
        record.activity = try activity(row)
        record.phaseDeadline = time(row["phase_deadline"])
        record.retries = try retries(row, connection)
        record.isVerified = row["verified"]
        let runs = try Row.fetchAll(
            connection, sql: "SELECT phase, completed_at FROM destructive_run WHERE job = ?",
            arguments: [row["id"] as Int64])
        for run in runs {
            let phase = try phase(run[0])
            record.entered.insert(phase)
            if time(run[1]) != nil { record.completed.insert(phase) }
        }
        return record
    }

    private static func activity(_ row: Row) throws -> InstallJob.Activity {
        let word: String = row["activity"]
        switch word {
        case "armed": return .armed
        case "connecting": return .connecting(.run)
        case "reconnecting": return .connecting(.reattach)
        case "committing": return .committing
        case "running": return .running
        case "allowing-reboot": return .allowingReboot
        case "pausing":
            guard let until = time(row["pause_until"]) else { break }
            return .pausing(until: until, restartAt: try phase(row["restart_at"]))
        case "ended": return .ended(try outcome(row))
        default: break
        }
        throw damaged("job.activity", word)
    }

    private static func outcome(_ row: Row) throws -> InstallJob.Outcome {
        let word: String = row["outcome"]
        let failure: String? = row["failure"]
        switch (word, failure.map(FailureCode.init(rawValue:))) {
        case ("installed", nil): return .installed
        case ("installed-unconfirmed", let code?): return .installedUnconfirmed(code)
        case ("cut-over-failed", nil): return .cutOverFailed
        case ("failed", let code?): return .failed(try phase(row["phase"]), code)
        case ("cancelled", nil): return .cancelled
        default: throw damaged("job.outcome", word)
        }
    }

    private static func retries(_ row: Row, _ connection: Connection) throws -> [InstallPhase: Int] {
        let rows = try Row.fetchAll(
            connection, sql: "SELECT key, value FROM json_each(?) WHERE type = 'integer'",
            arguments: [row["retries"] as String])
        return Dictionary(
            try rows.map { (try phase($0[0]), $0[1] as Int) }, uniquingKeysWith: { first, _ in first })
    }

    /// The pinned key of a system in one boot of the installer; the installed system's has the boot 0.
    static func key(of job: Int64, _ target: String, boot: Int, _ connection: Connection) throws
        -> PinnedHostKey?
    {
        let row = try Row.fetchOne(
            connection, sql: "SELECT key, trust FROM host_key WHERE job = ? AND target = ? AND boot = ?",
            arguments: [job, target, boot])
        return try row.map {
            PinnedHostKey(key: $0[0], trust: try NodeReader.word($0[1], column: "host_key.trust"))
        }
    }

    static func phase(_ word: String) throws -> InstallPhase {
        try NodeReader.word(word, column: "job.phase")
    }

    static func time(_ milliseconds: Int64?) -> WallClock? { milliseconds.map(WallClock.init(milliseconds:)) }

    private static func damaged(_ column: String, _ word: String) -> StoreError {
        StoreError(.failed, "\(column) is \"\(word)\" in the database; run PRAGMA integrity_check")
    }
}
