import GRDB

extension StoreError {
    /// How long a writer waits for another one.
    static let busyTimeoutSeconds = 5.0

    /// Runs `body`; what SQLite throws in it comes out as a `StoreError`.
    static func translating<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Says in words what SQLite answered; `isFull` tells whether the file system of a path has no room.
    init(
        _ error: DatabaseError, path: String,
        isFull: (String) -> Bool = { FileSystemSpace.isExhausted(at: $0) }
    ) {
        let message = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT:
            self.init(.refused, Self.sentence(constraint: message))
        case .SQLITE_ERROR:
            if let sentence = Self.sentence(refusal: message) {
                self.init(.refused, sentence)
            } else {
                self.init(.failed, "database \(path): \(message)")
            }
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy,
                "another program has held the database \(path) for \(Int(Self.busyTimeoutSeconds)) seconds; end its transaction and try again"
            )
        case .SQLITE_FULL:
            self.init(.failed, Self.fullDisk(path))
        case .SQLITE_IOERR:
            let action = Self.action(error.extendedResultCode)
            self.init(
                .failed,
                action != Self.reading && isFull(path)
                    ? Self.fullDisk(path)
                    : "cannot \(action) \(path) (\(message), SQLite error \(error.extendedResultCode.rawValue)); "
                        + "check its disk and the kernel's log")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(
                .failed,
                "cannot open \(path) for writing (\(message)); check the owner and mode of its directory")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(.failed, "\(path) is damaged or not a database (\(message)); restore a backup")
        default:
            self.init(
                .failed, "database \(path): \(message) (SQLite error \(error.extendedResultCode.rawValue))")
        }
    }

    private static func fullDisk(_ path: String) -> String {
        "the disk with \(path) is full; free some space and try again"
    }

    private static let reading = "read"

    /// What the system refused to do with the database, or with the files that SQLite keeps beside it.
    private static func action(_ code: ResultCode) -> String {
        switch code {
        case .SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ, .SQLITE_IOERR_FSTAT: reading
        case .SQLITE_IOERR_WRITE: "write"
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC: "bring to the disk what was written to"
        case .SQLITE_IOERR_TRUNCATE: "set the length of"
        case .SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMMAP, .SQLITE_IOERR_SHMLOCK:
            "make or use the -shm file beside"
        case .SQLITE_IOERR_LOCK, .SQLITE_IOERR_UNLOCK, .SQLITE_IOERR_RDLOCK,
            .SQLITE_IOERR_CHECKRESERVEDLOCK:
            "lock"
        default: "use"
        }
    }

    /// The sentence of a trigger made by `Schema.refusal`; nil for any other error.
    private static func sentence(refusal message: String) -> String? {
        for (prefix, suffix) in [("JSON path error near '", "'"), ("bad JSON path: '", "'")]
        where message.hasPrefix(prefix) && message.hasSuffix(suffix) {
            return String(message.dropFirst(prefix.count).dropLast(suffix.count)).replacing("''", with: "'")
        }
        return nil
    }

    private static func sentence(constraint message: String) -> String {
        let uniqueness = [
            "UNIQUE constraint failed: node.name": "there is already a node of this name; choose another",
            "UNIQUE constraint failed: node_mac.mac":
                "this MAC address is on the whitelist already; name it once",
            "UNIQUE constraint failed: profile.name":
                "there is already a profile of this name; choose another",
        ]
        if let sentence = uniqueness[message] { return sentence }
        let check = "CHECK constraint failed: "
        return message.hasPrefix(check) ? String(message.dropFirst(check.count)) : message
    }
}
