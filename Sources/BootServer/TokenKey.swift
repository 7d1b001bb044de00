import Crypto
import Glibc

/// The secret behind boot tokens, kept in the state directory so that a restart does not break boots.
public enum TokenKey {
    /// The key's length in octets.
    public static let length = 32

    /// A key file that cannot be used, in words.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// What is wrong and what to do.
        public let description: String
    }

    /// Reads `token.key`, or makes it, readable by its owner only.
    public static func load(stateDirectory: String) throws(Failure) -> [UInt8] {
        let path = "\(stateDirectory)/token.key"
        if let key = read(path) { return try checked(key, path) }
        let fresh: [UInt8]
        do {
            fresh = try randomBytes(length)
        } catch {
            throw Failure(description: "cannot make the token key: \(error)")
        }
        // Written beside and linked into place, so that no reader sees half a key and the first of two servers wins.
        let temporary = "\(path).\(getpid())"
        defer { unlink(temporary) }
        guard write(fresh, to: temporary) else {
            throw Failure(description: "cannot write \(temporary): \(String(cString: strerror(errno)))")
        }
        if link(temporary, path) != 0, errno != EEXIST {
            throw Failure(description: "cannot make \(path): \(String(cString: strerror(errno)))")
        }
        guard let key = read(path) else {
            throw Failure(description: "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        return try checked(key, path)
    }

    private static func checked(_ key: [UInt8], _ path: String) throws(Failure) -> [UInt8] {
        guard key.count == length else {
            throw Failure(
                description:
                    "\(path) has \(key.count) octets, not \(length): remove it to have a new one made")
        }
        return key
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: length + 1)
        let count = Glibc.read(file, &buffer, buffer.count)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    private static func write(_ key: [UInt8], to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        return Glibc.write(file, key, key.count) == key.count && fsync(file) == 0
    }
}
