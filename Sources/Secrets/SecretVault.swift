public import BootModel
import Crypto
import NetTypes
public import Store

/// The values of secrets: sealed in the database, under a key in a file beside it.
///
/// A value is bound to its name, so that rows cannot be exchanged. The key is no part of a backup of the database.
public struct SecretVault: Sendable {
    /// The longest value, in octets.
    public static let valueLimit = 64 << 10

    private static let keyFile = "secret.key"

    private let stateDirectory: String
    private let database: Database

    /// Describes the vault; the key is read, or made, when a value is set or asked for.
    public init(stateDirectory: String, database: Database) {
        self.stateDirectory = stateDirectory
        self.database = database
    }

    /// The names of all secrets, in ascending order.
    public func names() throws -> [String] { try database.secrets().map(\.name) }

    /// A secret's value.
    ///
    /// - Throws: `SecretError` when it is not stored or cannot be opened, `StoreError`.
    public func value(of name: String) throws -> [UInt8] {
        guard let sealed = try database.sealedSecret(name) else { throw SecretError.missing(name) }
        guard let value = try AES256GCM.open(sealed, key: key(), context: Self.context(name)) else {
            throw SecretError.damaged(name, keyFile: "\(stateDirectory)/\(Self.keyFile)")
        }
        return value
    }

    /// Stores a value, in the place of an earlier one.
    ///
    /// - Returns: Whether there was an earlier one.
    /// - Throws: `SecretError` for a name or a value that cannot be one, `StoreError`.
    @discardableResult
    public func set(_ name: String, to value: [UInt8], at time: WallClock) throws -> Bool {
        guard Self.isName(name) else { throw SecretError.badName(name) }
        guard !value.isEmpty else { throw SecretError.empty(name) }
        guard value.count <= Self.valueLimit else { throw SecretError.long(name, octets: value.count) }
        let sealed = try AES256GCM.seal(value, key: key(), context: Self.context(name))
        return try database.setSecret(name, sealed: sealed, at: time)
    }

    /// Whether a word names a secret: at most 64 of A-Z, a-z, 0-9, `.`, `_` and `-`, as in plans.
    public static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0.isASCIILetterOrDigit || "._-".utf8.contains($0) }
    }

    private func key() throws -> [UInt8] {
        do {
            return try KeyFile.load(Self.keyFile, in: stateDirectory)
        } catch {
            throw SecretError.key("\(error)")
        }
    }

    private static func context(_ name: String) -> [UInt8] { Array("rackrise secret \(name)".utf8) }
}
