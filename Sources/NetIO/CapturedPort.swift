public import NetTypes

/// A UDP port that belongs to another program of this host, heard and answered beside it by capturing packets.
///
/// Only for answers that a peer expects from that very port: everything sent here seems to come from it.
@NetLoop
public final class CapturedPort: DatagramPort {
    /// How long the interface's addresses are believed.
    private static let addressLifetime: Duration = .seconds(1)

    private let port: UInt16
    private let tap: PacketTap
    private let unicast: RawSocket
    private var interface: NetworkInterface
    private var readAgainAt: Instant
    private let ended: @NetLoop (PacketTapError) -> Void

    /// Opens a port on an interface; `ended` is told when the interface is gone.
    ///
    /// Throws a `PacketTapError`, or a `SocketError`, without CAP_NET_RAW.
    public init(
        _ port: UInt16, on interface: NetworkInterface, ended: @escaping @NetLoop (PacketTapError) -> Void
    ) throws {
        self.port = port
        self.interface = interface
        self.ended = ended
        readAgainAt = MonotonicClock.now() + Self.addressLifetime
        tap = try PacketTap(interface.name, .incoming, filter: "ip and udp dst port \(port)")
        unicast = try RawSocket()
    }

    /// Calls `handler` with every datagram from now on.
    public func start(_ handler: @escaping @NetLoop (Datagram) -> Void) throws {
        try tap.start(ended: ended) { [weak self] frame in
            guard let self, let datagram = self.datagram(frame) else { return }
            handler(datagram)
        }
    }

    /// Sends an answer at once.
    public func answer(
        _ payload: [UInt8], to destination: IPv4Endpoint, from: IPv4Address, interfaceIndex: Int32,
        report: (@NetLoop (Bool) -> Void)?
    ) {
        let isTaken = send(payload, to: destination, from: from, interfaceIndex: interfaceIndex)
        report?(isTaken)
    }

    /// Sends a frame to everybody on the interface's link, or a packet to one address as the kernel routes it.
    private func send(
        _ payload: [UInt8], to destination: IPv4Endpoint, from: IPv4Address, interfaceIndex: Int32
    ) -> Bool {
        let packet = UDPPacket(
            source: IPv4Endpoint(from, port), destination: destination, payload: payload)
        guard destination.address == .broadcast else { return unicast.send(packet) }
        guard let source = interface.hardwareAddress, let octets = packet.encoded() else { return false }
        return tap.inject(
            EthernetFrame(destination: .broadcast, source: source, etherType: .ipv4, payload: octets))
    }

    /// Stops and closes.
    public func close() {
        tap.close()
        unicast.close()
    }

    /// The datagram in a frame, if it is for this host.
    private func datagram(_ frame: EthernetFrame) -> Datagram? {
        guard frame.etherType == .ipv4, let packet = try? UDPPacket(parsing: frame.payload),
            packet.destination.port == port
        else { return nil }
        refreshAddresses()
        let destination = packet.destination.address
        let isOurs = interface.addresses.contains { $0.address == destination }
        guard isOurs || destination == .broadcast, let primary = interface.primaryAddress?.address else {
            return nil
        }
        return Datagram(
            payload: packet.payload, source: packet.source, destination: destination,
            localAddress: isOurs ? destination : primary, interfaceIndex: interface.index)
    }

    private func refreshAddresses() {
        let now = MonotonicClock.now()
        guard now >= readAgainAt else { return }
        readAgainAt = now + Self.addressLifetime
        interface = (try? NetworkInterface.all())?[interface.name] ?? interface
    }
}
