import Glibc

/// Keeps others who make files in a directory out, in this process and others, until it is released.
///
/// The kernel releases it when the process ends, however that is; there is no file to be left behind.
public struct DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, and `waits` for its holder only where that is soon done, as making a key is.
    ///
    /// Nil, with the reason in `errno`, when the directory cannot be opened or locked; that is `EWOULDBLOCK` where
    /// another holds it and `waits` is false.
    public init?(_ directory: String, waits: Bool = true) {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                return nil
            }
        }
    }

    /// Makes the names in the directory durable.
    public func synchronize() -> Bool { fsync(descriptor) == 0 }

    /// Lets others in; called once.
    public func release() { close(descriptor) }
}
