import CNetShim
import Glibc
public import NetTypes

/// The server end of one TFTP transfer: a UDP socket of its own port, its transfer identifier (RFC 1350 §4).
///
/// The `NetLoop` tells when there is input, once it was asked to.
@NetLoop
public final class TransferSocket {
    /// Longest packet a client sends during a read: an ACK or an ERROR with its text.
    public static let longestInput = 1024

    /// Octets of content that `sendBlocks` hands over in one message for certain, whatever the block size.
    public static let longestMessage = 64_000

    /// The descriptor, which names the transfer.
    public let descriptor: Int32
    private var buffer: [UInt8]
    private var isClosed = false

    /// Binds a free port of the address that the request was sent to, or of a client's own address.
    ///
    /// `receiveBuffer` is the kernel's, in octets, where its default is too small; the kernel may give less.
    public convenience init(
        localAddress: IPv4Address, longestInput: Int = TransferSocket.longestInput,
        receiveBuffer: Int32? = nil
    ) throws(SocketError) {
        let options = receiveBuffer.map { [(SO_RCVBUF, $0)] } ?? []
        try self.init(IPv4Endpoint(localAddress, 0), options: options, longestInput: longestInput)
    }

    private init(_ local: IPv4Endpoint, options: [(Int32, Int32)], longestInput: Int) throws(SocketError) {
        buffer = [UInt8](repeating: 0, count: longestInput)
        descriptor = try check("open a transfer socket", SocketOption.open(SOCK_DGRAM))
        do throws(SocketError) {
            for (option, value) in options { try SocketOption.set(option, value, on: descriptor) }
            try SocketOption.bind(descriptor, to: local, "bind a transfer socket to \(local.address)")
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

    /// A second socket of the same port, for what this one does not hear once it is connected.
    ///
    /// It tells who sent something, and the beginning of that.
    public func sibling() throws(SocketError) -> TransferSocket {
        // Only for this moment: nobody else is to share the port.
        try SocketOption.set(SO_REUSEADDR, 1, on: descriptor)
        let sibling = try TransferSocket(
            SocketOption.localEndpoint(of: descriptor), options: [(SO_REUSEADDR, 1)],
            longestInput: 4)
        try SocketOption.set(SO_REUSEADDR, 0, on: descriptor)
        return sibling
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

    /// Sends the peer consecutive DATA packets straight from a file's content: `blocks` blocks of `blockSize` octets, the last
    /// perhaps shorter, cut from `octets[range]` and numbered from `number` on.
    ///
    /// What the kernel does not take is lost like a packet on the wire.
    public func sendBlocks(
        _ blocks: Int, of blockSize: Int, number: UInt16, from octets: [UInt8], in range: Range<Int>
    ) {
        // Not `withUnsafeBufferPointer`, which would look at the executor for each block.
        _ = nonBlocking {
            netshim_send_blocks(
                descriptor, number, octets, range.lowerBound, range.count, blockSize, UInt32(blocks))
        }
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
