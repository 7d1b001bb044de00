import CNetShim
import Glibc
public import NetTypes

/// A connection's descriptor and its two ends.
///
/// Whoever holds it closes it.
public struct TCPSocket: Sendable {
    /// What a call moved.
    public enum Transfer: Sendable, Equatable {
        /// So many octets; zero from a read means that the peer has finished.
        case moved(Int)
        /// Nothing can be moved now.
        case wouldBlock
        /// The connection is broken.
        case failed
    }

    /// The descriptor.
    public let descriptor: Int32
    /// The other end.
    public let peer: IPv4Endpoint
    /// This end's address: the one that a client chose, or that a connection was opened from.
    public let localAddress: IPv4Address

    init?(acceptedOn listener: Int32) throws(SocketError) {
        var address: UInt32 = 0
        var port: UInt16 = 0
        var local: UInt32 = 0
        switch nonBlocking({ netshim_accept(listener, &address, &port, &local) }) {
        case .done(let accepted): descriptor = accepted
        case .failed(let error) where [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error):
            throw SocketError("accept a connection", errno: error)
        // Other failures are of a connection that is gone already (accept(2)).
        case .wouldBlock, .failed: return nil
        }
        peer = IPv4Endpoint(IPv4Address(rawValue: address), port)
        localAddress = IPv4Address(rawValue: local)
        disableDelay()
    }

    /// Begins to open a connection; it is open when a write to it does not fail.
    public init(from localAddress: IPv4Address, to peer: IPv4Endpoint) throws(SocketError) {
        descriptor = try check("open a TCP socket", SocketOption.open(SOCK_STREAM))
        self.peer = peer
        self.localAddress = localAddress
        do throws(SocketError) {
            // The port is chosen when the peer is known, so that one address has more connections than ports.
            try SocketOption.set(
                IP_BIND_ADDRESS_NO_PORT, 1, level: Int32(IPPROTO_IP), on: descriptor)
            try SocketOption.bind(
                descriptor, to: IPv4Endpoint(localAddress, 0), "bind a connection to \(localAddress)")
            guard SocketOption.connect(descriptor, to: peer) == 0 || errno == EINPROGRESS else {
                throw SocketError("connect to \(peer)", errno: errno)
            }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        disableDelay()
    }

    private func disableDelay() {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Reads into `buffer` from its start.
    public func read(into buffer: inout [UInt8]) -> Transfer {
        transfer(nonBlocking { Glibc.read(descriptor, &buffer, buffer.count) })
    }

    /// Reads up to `count` octets that nobody looks at; the kernel drops them without a copy (tcp(7), `MSG_TRUNC`).
    public func discard(_ count: Int) -> Transfer {
        transfer(nonBlocking { recv(descriptor, nil, count, Int32(MSG_TRUNC)) })
    }

    /// Writes `octets` from `offset` on.
    public func write(_ octets: [UInt8], from offset: Int) -> Transfer {
        octets.withUnsafeBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            return transfer(
                nonBlocking { Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL)) })
        }
    }

    /// Holds packets back that are not full, until this is called with false (tcp(7), `TCP_CORK`).
    ///
    /// Without it each piece that `sendfile` takes from the page cache ends in a small packet.
    public func holdPartialPackets(_ isHeld: Bool) {
        var value: Int32 = isHeld ? 1 : 0
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends up to `count` octets of a file from `offset` on, in the kernel.
    public func sendFile(_ file: Int32, offset: UInt64, count: Int) -> Transfer {
        var position = off_t(offset)
        return transfer(nonBlocking { sendfile(descriptor, file, &position, count) })
    }

    /// Tells the client that nothing more comes; input may still arrive.
    public func shutdownSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes the descriptor; its loop must have forgotten it before.
    public func close() { Glibc.close(descriptor) }

    private func transfer(_ outcome: IOResult<Int>) -> Transfer {
        switch outcome {
        case .done(let count): .moved(count)
        case .wouldBlock: .wouldBlock
        case .failed: .failed
        }
    }
}
