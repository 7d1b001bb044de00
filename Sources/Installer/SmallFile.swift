import Glibc

/// A file of a few kilobytes that is read and written as a whole.
struct SmallFile {
    /// What is read at most.
    private static let limit = 1 << 16

    let path: String

    init(_ path: String) { self.path = path }

    /// The content; nil when there is none, it is too long, or it cannot be read.
    var text: String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: Self.limit)
        let count = Glibc.read(file, &buffer, buffer.count)
        guard (0..<Self.limit).contains(count) else { return nil }
        return String(validating: buffer.prefix(count), as: UTF8.self)
    }

    /// Replaces the content in one step, readable by the owner only unless told otherwise; false when it cannot.
    func write(_ text: String, mode: mode_t = 0o600) -> Bool {
        let temporary = path + ".new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        let octets = Array(text.utf8)
        // Whatever the umask is.
        let isWritten =
            Glibc.write(file, octets, octets.count) == octets.count && fchmod(file, mode) == 0
            && fsync(file) == 0
        close(file)
        return isWritten && rename(temporary, path) == 0
    }
}
