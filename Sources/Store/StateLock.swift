import Foundation

/// The right of one `rackrise serve` to work on a state directory, held until the process ends, however it ends.
///
/// A record lock on `serve.lock`: the kernel says who holds it, it leaves with its process, and looking at it takes
/// nothing from anybody. Two of them would drive the same installs.
public enum StateLock {
    /// The server that works on a state directory.
    public struct Holder: Hashable, Sendable {
        /// Its process; nil when that is not visible from here, as in another container.
        public var process: Int32?
    }

    /// Takes the lock, and makes the state directory when it is missing.
    ///
    /// Its descriptor stays open on purpose: closing any descriptor of the file gives the lock away.
    ///
    /// - Throws: A sentence that names the server which works there.
    public static func take(_ stateDirectory: String) throws {
        try Database.makeStateDirectory(stateDirectory)
        let path = file(in: stateDirectory)
        let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard lock >= 0, give(lock, toOwnerOf: stateDirectory) else { throw failed(path) }
        var wish = wholeFile
        guard fcntl(lock, F_SETLK, &wish) != 0 else { return }
        guard errno == EAGAIN || errno == EACCES else { throw failed(path) }
        let process = holder(stateDirectory)?.process.map { " (process \($0))" } ?? ""
        close(lock)
        throw StoreError(
            .failed,
            "another rackrise serve\(process) uses \(stateDirectory); stop it, or give this one a state directory "
                + "of its own with --state")
    }

    /// Who works on a state directory; nil when nobody does, or when it cannot be seen.
    public static func holder(_ stateDirectory: String) -> Holder? {
        let lock = open(file(in: stateDirectory), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard lock >= 0 else { return nil }
        defer { close(lock) }
        var question = wholeFile
        guard fcntl(lock, F_GETLK, &question) == 0, question.l_type != F_UNLCK else { return nil }
        return Holder(process: question.l_pid > 0 ? question.l_pid : nil)
    }

    private static func file(in stateDirectory: String) -> String { "\(stateDirectory)/serve.lock" }

    private static var wholeFile: flock {
        flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
    }

    /// Made by root, the file is for the directory's owner too, as the keys are.
    private static func give(_ lock: Int32, toOwnerOf directory: String) -> Bool {
        var status = stat()
        guard stat(directory, &status) == 0 else { return false }
        return geteuid() != 0 || fchown(lock, status.st_uid, status.st_gid) == 0
    }

    private static func failed(_ path: String) -> StoreError {
        StoreError(
            .failed,
            "cannot lock \(path) (\(String(cString: strerror(errno)))); check the owner and mode of its directory"
        )
    }
}
