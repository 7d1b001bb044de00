import CNetShim
import Glibc
public import NetTypes

/// A non-blocking IPv4 UDP socket on the `NetLoop`.
@NetLoop
public final class UDPSocket {
    /// Named bounds of a socket's work.
    public enum Limits {
        /// Longest payload that is received; longer datagrams are dropped.
        ///
        /// Requests of every protocol here are smaller.
        public static let payload = 2048
        /// Batches of 32 datagrams taken in one wake-up, so that one busy socket cannot starve the others.
        public static let batchesPerWake = 4
        /// Kernel receive buffer in octets: a rack that powers on at once sends its DISCOVERs within milliseconds.
        public static let receiveBuffer: Int32 = 1 << 20
    }

    /// How many datagrams could not be sent since the start.
    public private(set) var sendFailures: UInt64 = 0

    private let descriptor: Int32
    private let broadcasts: BroadcastSocket?
    private var isClosed = false
    private var outbox = Outbox()
    private var buffer = [UInt8](repeating: 0, count: Limits.payload * Int(NETSHIM_BATCH))
    private var envelopes = [netshim_datagram](repeating: netshim_datagram(), count: Int(NETSHIM_BATCH))

    /// Binds a socket.
    ///
    /// With `device`, it hears and sends on that interface only, beside sockets of other programs on other
    /// interfaces. Port 0 picks a free one.
    public init(_ local: IPv4Endpoint, device: String? = nil, broadcast: Bool = false) throws(SocketError) {
        let place = device.map { " on \($0)" } ?? ""
        descriptor = try check(
            "open a UDP socket", SocketOption.open(SOCK_DGRAM))
        do throws(SocketError) {
            try check("ask for packet information", netshim_enable_packet_info(descriptor))
            if broadcast { try SocketOption.set(SO_BROADCAST, 1, on: descriptor) }
            // The kernel caps this at net.core.rmem_max; less is no error.
            try SocketOption.set(SO_RCVBUF, Limits.receiveBuffer, on: descriptor)
            if let device { try SocketOption.bind(descriptor, toDevice: device) }
            try SocketOption.bind(descriptor, to: local, "bind UDP port \(local.port)\(place)")
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        let port = SocketOption.localEndpoint(of: descriptor).port
        broadcasts = broadcast ? BroadcastSocket(from: port) : nil
    }

    /// The port this socket is bound to.
    public var port: UInt16 { SocketOption.localEndpoint(of: descriptor).port }

    /// Calls `handler` with every datagram from now on.
    public func start(_ handler: @escaping @NetLoop (Datagram) -> Void) throws(SocketError) {
        // Kept until it is closed: input that nobody takes would wake the loop for ever.
        try NetLoop.watch(descriptor) { [self] _ in receive(handler) }
    }

    /// Sends one datagram and says whether the kernel took it.
    ///
    /// Nothing is queued: every protocol on top repeats itself. `from` and `interfaceIndex` choose the source
    /// address and the way out, without a route where the destination is the broadcast address.
    @discardableResult
    public func send(
        _ payload: [UInt8], to destination: IPv4Endpoint, from: IPv4Address = .any, interfaceIndex: Int32 = 0
    ) -> Bool {
        guard !isClosed else { return false }
        let outcome = nonBlocking {
            netshim_send(
                descriptor, payload, payload.count, destination.address.rawValue, destination.port,
                from.rawValue,
                interfaceIndex)
        }
        if case .done = outcome { return true }
        sendFailures += 1
        return false
    }

    /// Sends an answer with the others of the batch of requests that is being handled, and reports whether the kernel took it.
    ///
    /// A rack that powers on is answered with one system call for up to 32 machines.
    public func answer(
        _ payload: [UInt8], to destination: IPv4Endpoint, from: IPv4Address, interfaceIndex: Int32,
        report: (@NetLoop (Bool) -> Void)?
    ) {
        outbox.append(payload, to: destination, from: from, interfaceIndex: interfaceIndex, report: report)
        if outbox.isFull { flush() }
    }

    private func flush() {
        // Taken out first: a report may give another answer.
        var waiting = outbox
        outbox = Outbox()
        sendFailures += UInt64(waiting.send(on: descriptor, broadcasts: broadcasts))
        if outbox.isEmpty { outbox = waiting }
    }

    /// Stops and closes.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        broadcasts?.close()
        NetLoop.close(descriptor)
    }

    private func receive(_ handler: @NetLoop (Datagram) -> Void) {
        for _ in 0..<Limits.batchesPerWake {
            let outcome = nonBlocking {
                netshim_receive(descriptor, &buffer, Limits.payload, &envelopes, UInt32(NETSHIM_BATCH))
            }
            // A failure is an ICMP error of an earlier send, reported once; the next wake-up goes on.
            guard case .done(let count) = outcome else { return }
            for index in 0..<Int(count) where envelopes[index].truncated == 0 && !isClosed {
                handler(datagram(index))
            }
            guard !isClosed else { return }
            flush()
            guard count == NETSHIM_BATCH else { return }
        }
    }

    private func datagram(_ index: Int) -> Datagram {
        let envelope = envelopes[index]
        let start = index * Limits.payload
        return Datagram(
            payload: Array(buffer[start..<start + Int(envelope.length)]),
            source: IPv4Endpoint(IPv4Address(rawValue: envelope.source_address), envelope.source_port),
            destination: IPv4Address(rawValue: envelope.destination_address),
            localAddress: IPv4Address(rawValue: envelope.local_address),
            interfaceIndex: envelope.interface_index)
    }
}
