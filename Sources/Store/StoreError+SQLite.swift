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

    /// Says in words what SQLite answered.
    init(_ error: DatabaseError, path: String) {
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
            self.init(.failed, "the disk with \(path) is full; free some space and try again")
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
