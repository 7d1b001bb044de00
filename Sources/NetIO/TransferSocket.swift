import CNetShim
import Glibc
public import NetTypes

/// The client's end of one TFTP transfer: a UDP socket of its own port, its transfer identifier (RFC 1350 §4).
///
/// The `NetLoop` tells when there is input, once it was asked to.
@NetLoop
public final class TransferSocket {
    /// The descriptor, which names the transfer.
    public let descriptor: Int32
    private var buffer: [UInt8]
    private var isClosed = false

    /// Binds a free port of the client's own address.
    ///
    /// `receiveBuffer` is the kernel's, in octets, where its default is too small; the kernel may give less.
    public init(
        localAddress: IPv4Address, longestInput: Int = 1024, receiveBuffer: Int32? = nil
    ) throws(SocketError) {
        buffer = [UInt8](repeating: 0, count: longestInput)
        descriptor = try check("open a transfer socket", SocketOption.open(SOCK_DGRAM))
        do throws(SocketError) {
            if let receiveBuffer { try SocketOption.set(SO_RCVBUF, receiveBuffer, on: descriptor) }
            try SocketOption.bind(
                descriptor, to: IPv4Endpoint(localAddress, 0), "bind a transfer socket to \(localAddress)")
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Sends to one peer only from now on, and hears only that one.
    ///
    /// The kernel looks the route up once, not for each packet.
    public func connect(to peer: IPv4Endpoint) throws(SocketError) {
        try check("connect a transfer socket", SocketOption.connect(descriptor, to: peer))
    }

    /// A packet that came, in the socket's own memory.
    ///
    /// Whoever still holds it when the next one is received costs a copy of that memory.
    public struct Input: Sendable {
        /// Begins with the packet's octets; what follows them means nothing.
        public let buffer: [UInt8]
        /// How long the packet is, as far as it fits.
        public let count: Int
        /// Who sent it.
        public let source: IPv4Endpoint

        /// The packet alone, copied.
        public var payload: [UInt8] { Array(buffer[..<count]) }
    }

    /// The port this socket is bound to.
    public var port: UInt16 { SocketOption.localEndpoint(of: descriptor).port }

    /// The next packet that waits, or nil.
    public func receive() -> Input? {
        var address: UInt32 = 0
        var port: UInt16 = 0
        let outcome = nonBlocking {
            netshim_receive_one(descriptor, &buffer, buffer.count, &address, &port)
        }
        guard case .done(let length) = outcome else { return nil }
        return Input(
            buffer: buffer, count: length, source: IPv4Endpoint(IPv4Address(rawValue: address), port))
    }

    /// Sends a packet, to the peer where no other destination is given; false when the kernel did not take it.
    @discardableResult
    public func send(_ payload: [UInt8], to destination: IPv4Endpoint? = nil) -> Bool {
        let outcome = nonBlocking {
            netshim_send(
                descriptor, payload, payload.count, destination?.address.rawValue ?? 0,
                destination?.port ?? 0, 0, 0)
        }
        if case .done = outcome { return true }
        return false
    }

    /// Calls `handler` as long as input waits.
    public func start(_ handler: @escaping @NetLoop () -> Void) throws(SocketError) {
        try NetLoop.watch(descriptor) { _ in handler() }
    }

    /// Stops and closes.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        NetLoop.close(descriptor)
    }
}
