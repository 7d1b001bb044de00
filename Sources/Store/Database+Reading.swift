import Foundation
import GRDB

extension Database {
    /// Opens the database of a state directory for a command that only reads; it must exist.
    ///
    /// As `init(path:)` where that can be, since only a writer brings an old schema up to date. Otherwise, as on a full or
    /// a read-only disk, and for members of the file's group, read-only.
    public static func forReading(stateDirectory: String) throws -> Database {
        let path = stateDirectory + "/rackrise.db"
        guard let size = size(of: path) else {
            throw StoreError(.failed, "there is no database \(path); name the state directory that has it")
        }
        guard size > 0 else {
            throw StoreError(.failed, "\(path) is empty; restore a backup, or remove it to begin anew")
        }
        do {
            return try Database(path: path)
        } catch let error as StoreError where error.kind == .failed {
            // What keeps it from being written says more than what keeps it from being read.
            guard let database = try? StoreError.translating(path, { try readOnly(path) }) else {
                throw error
            }
            return database
        }
    }

    private static func readOnly(_ path: String) throws -> Database {
        do {
            return Database(path: path, reader: try reader(path, path), notice: nil)
        } catch let error as DatabaseError where isWhole(path, after: error) {
            let name = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
            return Database(
                path: path, reader: try reader("file:\(name)?immutable=1", path),
                notice:
                    "\(path) cannot be written; it is shown as it is, and changes from now on are not seen")
        }
    }

    /// Whether a database that cannot be opened in WAL mode can be read without.
    ///
    /// SQLite reads it in WAL mode only with its -shm file, which it cannot make here. Without a -wal file the database is
    /// whole without it, as long as nobody writes: a daemon would have made both. A full disk leaves the beginning of a
    /// -shm file; one in use has a whole region of 32 KiB at least.
    static func isWhole(_ path: String, after error: DatabaseError) -> Bool {
        [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR].contains(error.resultCode)
            && size(of: path + "-wal") ?? 0 == 0 && size(of: path + "-shm") ?? 0 < 1 << 15
    }

    /// Opens what `name` says, and reads enough of it to see that it can be read.
    private static func reader(_ name: String, _ path: String) throws -> DatabaseQueue {
        var configuration = Self.configuration
        configuration.readonly = true
        configuration.prepareDatabase { connection in
            try refuseForeign(connection, path)
            // Sorting must not need a disk that may be full.
            try connection.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        let queue = try DatabaseQueue(path: name, configuration: configuration)
        let migrator = Schema.migrator
        guard try !queue.read(migrator.hasBeenSuperseded) else { throw StoreError.superseded(path) }
        guard try queue.read(migrator.hasCompletedMigrations) else {
            throw StoreError(
                .failed, "\(path) was written by an older Rackrise; make it writable once for this one")
        }
        return queue
    }

    /// The length of a file; nil when there is none.
    private static func size(of path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int
    }
}
