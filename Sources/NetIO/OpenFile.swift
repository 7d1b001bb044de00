import CNetShim
import Glibc

/// A regular file that is open for reading, closed with its last reference.
public final class OpenFile: Sendable {
    /// The descriptor.
    public let descriptor: Int32
    /// Length in octets when it was opened.
    public let size: UInt64
    /// Time of the last change, seconds since 1970-01-01T00:00:00Z.
    public let modificationSeconds: Int64

    /// Opens `path`, which must be a regular file.
    ///
    /// - Parameter followingLinks: Whether the last component may be a symbolic link.
    public convenience init(path: String, followingLinks: Bool = false) throws(SocketError) {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
        try self.init(owning: check("open \(path)", open(path, flags)), path: path)
    }

    /// Opens the regular file at these components below `directory`; none of them may be a symbolic link.
    public convenience init(directory: String, components: [String]) throws(SocketError) {
        let path = ([directory] + components).joined(separator: "/")
        var opened = try check("open \(directory)", open(directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY))
        for (position, component) in components.enumerated() {
            let kind = position < components.count - 1 ? O_DIRECTORY : O_NONBLOCK
            let next = openat(opened, component, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | kind)
            let error = errno
            close(opened)
            guard next >= 0 else { throw SocketError("open \(path)", errno: error) }
            opened = next
        }
        try self.init(owning: opened, path: path)
    }

    private init(owning opened: Int32, path: String) throws(SocketError) {
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw SocketError("serve \(path), which is not a regular file", errno: EINVAL)
        }
        descriptor = opened
        size = UInt64(status.st_size)
        modificationSeconds = Int64(status.st_mtim.tv_sec)
    }

    /// Asks the kernel to read the file ahead, without waiting for it.
    public func readAhead() {
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_WILLNEED)
    }

    /// Up to `count` octets from `offset` on; fewer at the end or on a read error.
    public func read(offset: UInt64, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let target = buffer.baseAddress.map { $0 + filled }
                let got = pread(descriptor, target, count - filled, off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                filled += got
            }
        }
    }

    /// Up to `count` octets from `offset` on, fewer at the end or on a read error; nil when that has to wait for the disk.
    ///
    /// The kernel then begins to read them. A file system that cannot tell is waited for.
    public func readAtOnce(offset: UInt64, count: Int) -> [UInt8]? {
        var mustWait = false
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let target = buffer.baseAddress.map { $0 + filled }
                let got = netshim_read_cached(
                    descriptor, target, count - filled, off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                mustWait = got < 0 && errno == EAGAIN
                guard got > 0 else { return }
                filled += got
            }
        }
        return mustWait ? nil : octets
    }

    deinit { close(descriptor) }
}
