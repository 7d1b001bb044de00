import InstallPlan
import Installer
import NetTypes
import Store

/// A host key that the installer of a job's present boot has shown, for an operator to compare.
struct ShownKey {
    /// As in a `.pub` file.
    let key: String
    /// As the console shows it.
    let fingerprint: String
    /// Where it was seen; nil for the key that is pinned.
    let address: IPv4Address?

    /// The pinned key alone, since no other is accepted; else all that were seen, the last one first.
    static func all(of job: StoredJob, in database: Database) throws -> [ShownKey] {
        if let pinned = job.installerKey { return [ShownKey(pinned.key, nil)].compactMap(\.self) }
        return try database.seenKeys(of: job.id).compactMap { ShownKey($0.key, $0.address) }
    }

    /// Those of a job that waits for more proof than they have; empty where nothing waits.
    static func awaiting(_ job: StoredJob, in database: Database) throws -> [ShownKey] {
        guard job.outcome == nil, job.record.phase == .waitForSSH else { return [] }
        let seen = try database.seenKeys(of: job.id)
        if let pinned = job.installerKey {
            guard pinned.trust < .console, seen.contains(where: { $0.key == pinned.key }) else { return [] }
        }
        return try all(of: job, in: database)
    }

    private init?(_ key: String, _ address: IPv4Address?) {
        guard let fingerprint = try? HostKey(key)?.fingerprint else { return nil }
        self.key = key
        self.fingerprint = fingerprint
        self.address = address
    }
}

extension ShownKey: CustomStringConvertible {
    /// Its fingerprint and where it was seen.
    var description: String { address.map { "\(fingerprint) at \($0)" } ?? fingerprint }
}
