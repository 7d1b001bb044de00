import Glibc

/// A failed system call on a socket, with what it was about.
public struct SocketError: Error, Sendable, CustomStringConvertible {
    /// What was attempted, such as `bind UDP port 67 on br0`.
    public var action: String
    /// The error number.
    public var errno: Int32

    /// Describes a failure.
    public init(_ action: String, errno: Int32) {
        self.action = action
        self.errno = errno
    }

    /// Whether another program has the port.
    public var isAddressInUse: Bool { errno == EADDRINUSE }
    /// Whether the process has used up its descriptors.
    public var isOutOfDescriptors: Bool { errno == EMFILE }
    /// Whether there is no such file.
    public var isNotFound: Bool { errno == ENOENT || errno == ENOTDIR }
    /// Whether a privilege is missing.
    public var isPermissionDenied: Bool { errno == EACCES || errno == EPERM }

    /// The attempt and the system's words for the error.
    public var description: String { "cannot \(action): \(String(cString: strerror(errno)))" }
}
