import Foundation
import GRDB

/// A connection of GRDB; `Database` is ours.
typealias Connection = GRDB.Database

/// The SQLite database of one Rackrise: inventory, events and sightings.
///
/// Any thread may call it, and several processes may have it open: readers see the last commit and never wait,
/// writers wait for each other for up to five seconds. Calls block, so none belongs on an event loop. All throw
/// `StoreError`.
public final class Database: Sendable {
    /// The database file.
    public let path: String
    /// The person whose commands write here, for the timelines; nil where that is nobody or not known.
    let writer: String?
    /// What whoever reads should know, when the file can only be read; nil as a rule.
    public let notice: String?
    let pool: any DatabaseWriter

    /// Opens `rackrise.db` in a state directory; makes both when they are missing, with modes 0750 and 0640.
    ///
    /// - Parameter writer: The person for whom it is written to, if that is known.
    public convenience init(stateDirectory: String, writer: String? = nil) throws {
        try Self.makeStateDirectory(stateDirectory)
        try self.init(path: stateDirectory + "/rackrise.db", writer: writer)
    }

    /// Makes a state directory when it is missing.
    static func makeStateDirectory(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw StoreError(
                .failed,
                "cannot make the state directory \(path) (\(error.localizedDescription)); check the directory above it"
            )
        }
    }

    /// Opens a database file, makes it when it is missing, and brings its schema up to date.
    ///
    /// - Throws: Also when a newer Rackrise has already changed the schema, or another program made the file.
    public init(path: String, writer: String? = nil) throws {
        // SQLite gives its -wal and -shm files the mode of the database. What fails here fails below with a message.
        _ = Self.createFile(path, mode: 0o640)
        self.path = path
        self.writer = writer
        notice = nil
        pool = try StoreError.translating(path) {
            var configuration = Self.configuration
            // Before GRDB sets the journal mode, which writes.
            configuration.prepareDatabase { try Self.refuseForeign($0, path) }
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { try $0.execute(sql: Self.writerSettings) }
            try Self.migrate(pool, path: path)
            return pool
        }
    }

    /// FULL: an answer "added" survives a power cut.
    ///
    /// In WAL mode that is one fsync for each commit, and the daemon writes its events in batches; GRDB sets NORMAL
    /// while it opens. A list of 100,000 nodes is one transaction, which takes half the time when its statement
    /// journal and its pages, up to 32 MiB, stay in memory until the commit.
    private static let writerSettings = """
        PRAGMA synchronous = FULL;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -32768;
        """

    /// How all our connections behave.
    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(StoreError.busyTimeoutSeconds)
        return configuration
    }

    init(path: String, reader: DatabaseQueue, notice: String?) {
        self.path = path
        self.notice = notice
        writer = nil
        pool = reader
    }

    /// Refuses a file that has tables, but none of ours.
    static func refuseForeign(_ connection: Connection, _ path: String) throws {
        let isForeign = try Bool.fetchOne(
            connection,
            sql: """
                SELECT EXISTS (SELECT 1 FROM sqlite_master)
                    AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'grdb_migrations')
                """)
        guard isForeign != true else {
            throw StoreError(
                .failed, "\(path) is the database of another program; name another state directory")
        }
    }

    private static func migrate(_ pool: DatabasePool, path: String) throws {
        let migrator = Schema.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else { throw StoreError.superseded(path) }
        var applied = try pool.read(migrator.appliedIdentifiers)
        while try !pool.read(migrator.hasCompletedMigrations) {
            do {
                try migrator.migrate(pool)
            } catch {
                // Another process may migrate too, and ours found its tables: then the rest is tried again.
                let present = try pool.read(migrator.appliedIdentifiers)
                guard present.count > applied.count else { throw error }
                applied = present
            }
        }
    }

    /// Makes an empty file; false when it is there already or cannot be made.
    ///
    /// Exclusively: closing a second descriptor of an open database would drop SQLite's locks on it.
    static func createFile(_ path: String, mode: mode_t) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Reads one state of the database.
    func read<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try StoreError.translating(path) { try pool.read(body) }
    }

    /// Writes in one transaction, which is rolled back when `body` throws.
    func write<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try StoreError.translating(path) {
            try pool.write { connection in try signing(connection) { try body(connection) } }
        }
    }

    /// Adds who it was to the events of an operator's deeds that `body` brings about in its transaction.
    func signing<Value>(_ connection: Connection, _ body: () throws -> Value) throws -> Value {
        guard let writer else { return try body() }
        let last = try Int64.fetchOne(connection, sql: "SELECT max(sequence) FROM event") ?? 0
        let value = try body()
        try connection.execute(
            sql: "UPDATE event SET detail = detail || ' by ' || ? WHERE sequence > ? AND stage = 'operator'",
            arguments: [writer, last])
        return value
    }
}
