import CNetShim
import Glibc
public import NetTypes

/// A listening IPv4 TCP socket; several with the same port share its connections (`SO_REUSEPORT`).
///
/// Whoever holds it closes it.
public struct TCPListener: Sendable {
    /// Longest queue of connections that wait to be accepted; the kernel caps it at net.core.somaxconn.
    public static let backlog: Int32 = 1024

    /// The descriptor.
    public let descriptor: Int32
    /// The port, also where 0 asked for a free one.
    public let port: UInt16

    /// Throws when another socket has the port, also one that would share it.
    ///
    /// Call it before the first listener of a group: `SO_REUSEPORT` lets a second server of the same user join the
    /// group, and the kernel would hand it some of the connections.
    public static func checkIsFree(_ local: IPv4Endpoint) throws(SocketError) {
        let descriptor = try check("open a TCP socket", SocketOption.open(SOCK_STREAM))
        defer { Glibc.close(descriptor) }
        // Connections of a server that has ended still wait for their last packets; they are no hindrance.
        try SocketOption.set(SO_REUSEADDR, 1, on: descriptor)
        try SocketOption.bind(descriptor, to: local, "bind TCP port \(local.port)")
    }

    /// Binds and listens.
    public init(_ local: IPv4Endpoint) throws(SocketError) {
        descriptor = try check("open a TCP socket", SocketOption.open(SOCK_STREAM))
        do throws(SocketError) {
            try SocketOption.set(SO_REUSEADDR, 1, on: descriptor)
            try SocketOption.set(SO_REUSEPORT, 1, on: descriptor)
            try SocketOption.bind(descriptor, to: local, "bind TCP port \(local.port)")
            try check("listen on TCP port \(local.port)", listen(descriptor, Self.backlog))
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        port = SocketOption.localEndpoint(of: descriptor).port
    }

    /// The next connection that waits, or nil.
    ///
    /// Throws where there is no descriptor or memory for one: it goes on waiting, and the listener is reported for ever.
    public func accept() throws(SocketError) -> TCPSocket? { try TCPSocket(acceptedOn: descriptor) }

    /// Closes the descriptor.
    public func close() { Glibc.close(descriptor) }
}
