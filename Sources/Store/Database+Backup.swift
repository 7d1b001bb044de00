import Foundation
import GRDB

extension Database {
    /// Copies the database, as it is at one moment, to a new file with mode 0600.
    ///
    /// Readers and writers go on meanwhile. The copy is complete and checked before it gets its name, so that a
    /// backup that exists is good; to restore it, stop the daemon and put it in the place of `rackrise.db`, without
    /// the `-wal` and `-shm` files beside that.
    ///
    /// The copy arms no node: when it is restored, an install that was ahead of it may be over, and must not begin
    /// again.
    ///
    /// - Returns: How many armings were withdrawn in the copy.
    /// - Throws: Also when the file exists already.
    @discardableResult
    public func backup(to target: String) throws -> Int {
        let files = FileManager.default
        guard !files.fileExists(atPath: target) else {
            throw StoreError(.refused, "\(target) exists already; name a new file for the backup")
        }
        let unfinished = "\(target).\(UUID().uuidString).part"
        defer { try? files.removeItem(atPath: unfinished) }
        guard Self.createFile(unfinished, mode: 0o600)
        else {
            throw StoreError(
                .failed, "cannot write \(target); check that its directory exists and is writable")
        }
        let withdrawn = try StoreError.translating(unfinished) { try copyPages(to: unfinished) }
        do {
            try Self.synchronize(unfinished)
            // Refuses to replace a file that came into being meanwhile.
            try files.moveItem(atPath: unfinished, toPath: target)
            try Self.synchronize(URL(fileURLWithPath: target).deletingLastPathComponent().path)
        } catch {
            throw StoreError(
                .failed, "cannot write \(target) (\(error.localizedDescription)); choose another place")
        }
        return withdrawn
    }

    private func copyPages(to file: String) throws -> Int {
        let copy = try DatabaseQueue(path: file, configuration: Self.configuration)
        defer { try? copy.close() }
        // One read transaction of the write-ahead log: writers do not make it start again.
        try pool.backup(to: copy)
        return try copy.writeWithoutTransaction { connection in
            // So that the backup is one file, also for whoever opens it.
            try connection.execute(sql: "PRAGMA journal_mode = DELETE")
            let verdict = try String.fetchOne(connection, sql: "PRAGMA integrity_check")
            guard verdict == "ok" else {
                throw StoreError(
                    .failed,
                    "the copy of \(path) is damaged (\(verdict ?? "no answer")); check the disk and try again"
                )
            }
            // The schema's own rules end the jobs.
            try connection.execute(sql: "UPDATE job SET request = NULL WHERE request = 'retry'")
            try connection.execute(sql: "UPDATE node SET boot = 'local' WHERE boot = 'install'")
            return connection.changesCount
        }
    }

    /// Returns when a file, or the names in a directory, are on the disk.
    private static func synchronize(_ path: String) throws {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.synchronize()
    }
}
