public import BootModel
import GRDB
public import InstallPlan
import NetTypes

extension Database {
    /// How many keys that are not accepted yet are kept for one boot, the last ones.
    private static let seenKeyLimit = 16

    /// Makes a host key the only one that is accepted: of the installer in its present boot, or of the installed system.
    ///
    /// The same key may be pinned again with a stronger proof.
    ///
    /// - Throws: A refusal when another key is pinned.
    public func pin(_ key: PinnedHostKey, for target: InstallJob.Action.Target, of job: Int64) throws {
        try write { try Self.pin(key, for: target, of: job, $0) }
    }

    private static func pin(
        _ key: PinnedHostKey, for target: InstallJob.Action.Target, of job: Int64, _ connection: Connection
    ) throws {
        let (word, boot) =
            switch target {
            case .installer: ("installer", try boots(of: job, connection))
            case .installedSystem: ("system", 0)
            }
        let pinned = try JobReader.key(of: job, word, boot: boot, connection)
        if let pinned, pinned.key == key.key, pinned.trust >= key.trust { return }
        let columns: StatementArguments = [
            "job": job, "target": word, "boot": boot, "key": key.key, "trust": key.trust.rawValue,
        ]
        try connection.execute(
            sql: pinned == nil
                ? """
                INSERT INTO host_key (job, target, boot, key, trust) VALUES (:job, :target, :boot, :key, :trust)
                """
                : """
                UPDATE host_key SET key = :key, trust = :trust
                WHERE job = :job AND target = :target AND boot = :boot
                """, arguments: columns)
    }

    /// Whether an installer of another node was accepted with this key: then every machine has it that has the image.
    ///
    /// A key that was only reported does not count before the login that proves it: anyone may report another's.
    public func isShared(_ key: String, besidesJob job: Int64) throws -> Bool {
        try read { connection in
            try Bool.fetchOne(
                connection,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM host_key JOIN job ON job.id = host_key.job
                        WHERE host_key.key = :key AND target = 'installer'
                            AND (job.phase <> 'wait-for-ssh' OR host_key.trust IN ('tofu-bound', 'console'))
                            AND job.node <> (SELECT node FROM job WHERE id = :job))
                    """, arguments: ["key": key, "job": job]) ?? false
        }
    }

    /// Keeps a key that an installer has shown, or reported, and whose proof is less than its plan wants.
    public func noteSeen(_ key: SeenHostKey, of job: Int64, at now: WallClock) throws {
        try write { connection in
            let boot = try Self.boots(of: job, connection)
            try connection.execute(
                sql: """
                    INSERT INTO seen_host_key (job, boot, key, address, at) VALUES (:job, :boot, :key, :address, :at)
                    ON CONFLICT (job, boot, key) DO UPDATE SET address = excluded.address, at = excluded.at
                    """,
                arguments: [
                    "job": job, "boot": boot, "key": key.key, "address": key.address.description,
                    "at": now.milliseconds,
                ])
            // The one that was just seen stays, also when the clock was set back.
            try connection.execute(
                sql: """
                    DELETE FROM seen_host_key WHERE job = :job AND boot = :boot AND key IN (
                        SELECT key FROM seen_host_key WHERE job = :job AND boot = :boot AND key <> :key
                        ORDER BY at DESC, key LIMIT -1 OFFSET :limit - 1)
                    """,
                arguments: ["job": job, "boot": boot, "key": key.key, "limit": Self.seenKeyLimit])
        }
    }

    /// The keys that were seen in the present boot of a job's installer, the last one first.
    public func seenKeys(of job: Int64) throws -> [SeenHostKey] {
        try read { connection in
            let rows = try Row.fetchAll(
                connection,
                sql: """
                    SELECT key, address FROM seen_host_key WHERE job = ? AND boot = ? ORDER BY at DESC, key
                    """,
                arguments: [job, try Self.boots(of: job, connection)])
            return rows.compactMap { row in
                IPv4Address(row[1] as String).map { SeenHostKey(key: row[0], address: $0) }
            }
        }
    }

    /// Accepts a key of a job's installer because a person has compared it with the machine's console.
    ///
    /// - Parameters:
    ///   - key: One that was seen in the present boot, or is pinned in it.
    ///   - event: What the timeline says of it, in the same transaction.
    /// - Throws: A refusal when the job is over, or the key is not its installer's.
    @discardableResult
    public func trust(_ key: String, of job: Int64, event: BootEvent) throws -> StoredJob {
        try write { connection in
            guard let stored = try JobReader.job(job, connection), stored.outcome == nil else {
                throw StoreError(
                    .refused, "install job \(job) is over; its installer needs no trust any more")
            }
            let isSeen = try Bool.fetchOne(
                connection,
                sql: "SELECT EXISTS (SELECT 1 FROM seen_host_key WHERE job = ? AND boot = ? AND key = ?)",
                arguments: [job, stored.record.tokens.count, key])
            guard stored.installerKey?.key == key || (stored.installerKey == nil && isSeen == true) else {
                throw StoreError(
                    .refused, "the installer of job \(job) has another host key by now; look once more")
            }
            try Self.pin(PinnedHostKey(key: key, trust: .console), for: .installer, of: job, connection)
            try Self.insert(event, connection)
            return try JobReader.job(job, connection) ?? stored
        }
    }

    private static func boots(of job: Int64, _ connection: Connection) throws -> Int {
        try Int.fetchOne(connection, sql: "SELECT count(*) FROM job_boot WHERE job = ?", arguments: [job])
            ?? 0
    }
}
