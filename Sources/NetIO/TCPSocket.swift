import CNetShim
import Glibc
public import NetTypes

/// An accepted connection's descriptor and its two ends.
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
    /// The client.
    public let peer: IPv4Endpoint
    /// The local address that the client chose.
    public let localAddress: IPv4Address

    init?(acceptedOn listener: Int32) {
        var address: UInt32 = 0
        var port: UInt16 = 0
        var local: UInt32 = 0
        guard case .done(let accepted) = nonBlocking({ netshim_accept(listener, &address, &port, &local) })
        else {
            return nil
        }
        descriptor = accepted
        peer = IPv4Endpoint(IPv4Address(rawValue: address), port)
        localAddress = IPv4Address(rawValue: local)
        var on: Int32 = 1
        setsockopt(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Reads into `buffer` from its start.
    public func read(into buffer: inout [UInt8]) -> Transfer {
        transfer(nonBlocking { Glibc.read(descriptor, &buffer, buffer.count) })
    }

    /// Writes `octets` from `offset` on.
    public func write(_ octets: [UInt8], from offset: Int) -> Transfer {
        octets.withUnsafeBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            return transfer(
                nonBlocking { Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL)) })
        }
    }

    /// Sends up to `count` octets of a file from `offset` on, in the kernel.
    public func sendFile(_ file: Int32, offset: UInt64, count: Int) -> Transfer {
        var position = off_t(offset)
        return transfer(nonBlocking { sendfile(descriptor, file, &position, count) })
    }

    /// Tells the client that nothing more comes; input may still arrive.
    public func shutdownSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes the descriptor; for connections that never got a source.
    public func close() { Glibc.close(descriptor) }

    private func transfer(_ outcome: IOResult<Int>) -> Transfer {
        switch outcome {
        case .done(let count): .moved(count)
        case .wouldBlock: .wouldBlock
        case .failed: .failed
        }
    }
}
