import Glibc

/// A random key of this server's own, kept in a file of the state directory so that it survives restarts.
public enum KeyFile {
    /// A key's length in octets.
    public static let length = 32

    /// A key file that cannot be used, in words.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong and what to do.
        public let description: String
    }

    /// Reads a key, or makes it, readable by its owner only.
    ///
    /// Made by root, it belongs to the owner of the directory, as the database does.
    ///
    /// - Throws: Also when others may read an existing key.
    public static func load(_ name: String, in directory: String) throws(Failure) -> [UInt8] {
        let path = "\(directory)/\(name)"
        if let key = try existing(path) { return key }
        guard let lock = DirectoryLock(directory) else { throw failed("make", path) }
        defer { lock.release() }
        // Another process may have been first.
        if let key = try existing(path) { return key }
        let fresh: [UInt8]
        do {
            fresh = try randomBytes(length)
        } catch {
            throw Failure(description: "cannot make the key \(path): \(error)")
        }
        // Written beside and moved into place, so that no reader sees half a key. What is there already was left by
        // a maker that did not come to its end.
        let temporary = path + ".new"
        unlink(temporary)
        guard write(fresh, to: temporary, owner: directory) else { throw failed("write", temporary) }
        guard rename(temporary, path) == 0, lock.synchronize() else { throw failed("make", path) }
        return fresh
    }

    /// The key in a file; nil when there is none.
    private static func existing(_ path: String) throws(Failure) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failed("read", path)
        }
        defer { close(file) }
        var status = stat()
        var key = [UInt8](repeating: 0, count: length + 1)
        guard fstat(file, &status) == 0 else { throw failed("read", path) }
        let count = read(file, &key, key.count)
        guard count >= 0 else { throw failed("read", path) }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(description: "\(path) can be read by others; take that away with chmod 600 \(path)")
        }
        guard count == length else {
            throw Failure(
                description:
                    "\(path) has not \(length) octets; restore it, or remove it to have a new one made")
        }
        return Array(key.prefix(count))
    }

    private static func write(_ key: [UInt8], to path: String, owner directory: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        var status = stat()
        guard stat(directory, &status) == 0 else { return false }
        if geteuid() == 0, fchown(file, status.st_uid, status.st_gid) != 0 { return false }
        return Glibc.write(file, key, key.count) == key.count && fsync(file) == 0
    }

    private static func failed(_ action: String, _ path: String) -> Failure {
        Failure(description: "cannot \(action) \(path): \(String(cString: strerror(errno)))")
    }
}
