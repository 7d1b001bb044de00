import CNetShim
import Glibc
public import NetTypes

/// The server's end of TFTP transfers: a UDP port that several of them share, told apart by their clients' addresses and ports.
///
/// RFC 1350 §4 wants the server's port to stay the same for a transfer, not to be its alone. One system call takes the
/// packets of many clients, and one sends what answers them.
@NetLoop
public final class TransferPort {
    /// Octets that are kept of a packet: requests are not longer (RFC 2347), and of an ERROR's text the beginning will do.
    public static let longestInput = 512

    /// Octets of content that `sendBlocks` hands over in one message for certain, whatever the block size.
    public static let longestMessage = 64_000

    /// The longest block that is copied to leave with others, which is cheaper than a message of its own.
    private static let longestCopy = 1468

    /// What may wait to leave, in octets as they are charged; where the process may not say so, the kernel gives less.
    private static let sendBuffer: Int32 = 2 << 20

    /// The address that the port is of.
    public let address: IPv4Address
    /// The port's number.
    public let number: UInt16
    /// Octets of content that may wait for the wire at once; what comes on top is lost.
    public let capacity: Int
    /// How many transfers share the port: in one turn no more packets are taken, so that nothing is asked for in vain.
    public private(set) var transfers = 0
    /// Octets of their windows.
    public private(set) var load = 0

    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: TransferPort.longestInput * Int(NETSHIM_BATCH))
    private var envelopes = [netshim_datagram](repeating: netshim_datagram(), count: Int(NETSHIM_BATCH))
    private var outbox = Outbox()
    private var isReceiving = false
    private var isClosed = false

    /// A packet that came, in the port's own memory.
    ///
    /// Whoever still holds it when the next ones are received costs a copy of that memory.
    public struct Input: Sendable {
        /// Holds the packet's octets, and others'.
        public let buffer: [UInt8]
        /// Where the packet is, as far as it fits.
        public let range: Range<Int>
        /// Who sent it.
        public let source: IPv4Endpoint
    }

    /// Binds a free port of an address.
    public init(_ address: IPv4Address) throws(SocketError) {
        self.address = address
        descriptor = try check("open a transfer port", SocketOption.open(SOCK_DGRAM))
        do throws(SocketError) {
            // The queues are every transfer's; the kernel caps them at net.core.rmem_max and, for the unprivileged, wmem_max.
            try SocketOption.set(SO_RCVBUF, UDPSocket.Limits.receiveBuffer, on: descriptor)
            try SocketOption.setSendBuffer(Self.sendBuffer, on: descriptor)
            try SocketOption.bind(
                descriptor, to: IPv4Endpoint(address, 0), "bind a transfer port of \(address)")
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        number = SocketOption.localEndpoint(of: descriptor).port
        capacity = SocketOption.sendCapacity(of: descriptor)
    }

    /// Counts a transfer with windows of so many octets.
    public func join(window: Int) {
        transfers += 1
        load += window
    }

    /// Counts it no more.
    public func leave(window: Int) {
        transfers -= 1
        load -= window
    }

    /// Calls `handler` with every packet from now on.
    public func start(_ handler: @escaping @NetLoop (Input) -> Void) throws(SocketError) {
        // Kept until it is closed, as every socket's handler is.
        try NetLoop.watch(descriptor) { [self] _ in receive(handler) }
    }

    /// Sends a packet.
    public func send(_ payload: [UInt8], to client: IPv4Endpoint) {
        outbox.append(payload, to: client, from: .any, interfaceIndex: 0, report: nil)
        flushInTime()
    }

    /// Sends consecutive DATA packets straight from a file's content: `blocks` blocks of `blockSize` octets, the last perhaps
    /// shorter, cut from `octets[range]` and numbered from `number` on.
    ///
    /// What the kernel does not take is lost like a packet on the wire.
    public func sendBlocks(
        _ blocks: Int, of blockSize: Int, number: UInt16, from octets: [UInt8], in range: Range<Int>,
        to client: IPv4Endpoint
    ) {
        if blocks == 1, range.count <= Self.longestCopy {
            outbox.append(block: number, from: octets, in: range, to: client)
            return flushInTime()
        }
        // What was sent before arrives before.
        flush()
        // Not `withUnsafeBufferPointer`, which would look at the executor for each block.
        _ = nonBlocking {
            netshim_send_blocks(
                descriptor, number, octets, range.lowerBound, range.count, blockSize, UInt32(blocks),
                client.address.rawValue, client.port)
        }
    }

    /// Sends what still waits, stops and closes.
    public func close() {
        guard !isClosed else { return }
        flush()
        isClosed = true
        NetLoop.close(descriptor)
    }

    /// Takes the packets of one turn; what came since is reported again.
    private func receive(_ handler: @NetLoop (Input) -> Void) {
        let most = UInt32(min(max(transfers, 1), Int(NETSHIM_BATCH)))
        let outcome = nonBlocking {
            netshim_receive(descriptor, &buffer, Self.longestInput, &envelopes, most)
        }
        // Linux tells an unconnected socket of no ICMP error: who has closed its port just stops answering.
        guard case .done(let count) = outcome else { return }
        isReceiving = true
        for index in 0..<Int(count) where !isClosed {
            let envelope = envelopes[index]
            let start = index * Self.longestInput
            handler(
                Input(
                    buffer: buffer, range: start..<start + Int(envelope.length),
                    source: IPv4Endpoint(IPv4Address(rawValue: envelope.source_address), envelope.source_port)
                ))
        }
        isReceiving = false
        flush()
    }

    /// Answers leave with the others of their turn.
    private func flushInTime() {
        if !isReceiving || outbox.isFull { flush() }
    }

    private func flush() {
        guard !isClosed, !outbox.isEmpty else { return }
        _ = outbox.send(on: descriptor, broadcasts: nil)
    }
}
