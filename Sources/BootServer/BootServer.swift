import BootModel
import DHCP
public import Logging
public import NetIO
import NetTypes

/// The network services of one process: proxy-DHCP, boot server, TFTP and HTTP on the served interfaces.
@NetLoop
public final class BootServer {
    /// The ports, well-known ones by default; others are for tests.
    public struct Ports: Sendable {
        /// UDP port of DHCP.
        public var dhcp: UInt16
        /// UDP port of the PXE boot server.
        public var bootServer: UInt16
        /// UDP port of TFTP.
        public var tftp: UInt16

        /// Makes a set of ports.
        public init(dhcp: UInt16 = 67, bootServer: UInt16 = 4011, tftp: UInt16 = 69) {
            self.dhcp = dhcp
            self.bootServer = bootServer
            self.tftp = tftp
        }
    }

    private let dhcp: DHCPService
    private let snoop: DHCPSnoop
    private let tftp: TFTPService
    private let http: HTTPService
    private let neighbours: NeighbourTable
    private var state: ServerState
    private let served: ServedInterfaces
    private let addresses: AddressFeed

    /// Binds every socket and starts to answer.
    ///
    /// With `capture`, DHCP is heard and answered by capturing packets, beside the program that has its port.
    ///
    /// Throws the first error, a `SocketError` or a `PacketTapError`, with nothing left open that matters: the
    /// process is about to end.
    public init(
        interfaces: [NetworkInterface], ports: Ports, capture: Bool, state: ServerState,
        recorder: EventRecorder, loopCount: Int, logger: Logger
    ) throws {
        self.state = state
        let served = try ServedInterfaces(interfaces)
        let timeline = Timeline(recorder: recorder, logger: logger)
        let chainloaders = ChainloaderFeed()
        http = try HTTPService(
            state: state, timeline: timeline, logger: logger, served: served, chainloaders: chainloaders,
            loopCount: loopCount)
        let feed = AddressFeed(loops: http.loops)
        dhcp = DHCPService(
            state: state, timeline: timeline, served: served, logger: logger, chainloaders: chainloaders
        ) { sighting in
            feed.learn(.leased(sighting.address, sighting.mac))
        }
        snoop = DHCPSnoop(
            state: state, timeline: timeline, service: dhcp, served: served, logger: logger
        ) { feed.learn($0) }
        tftp = try TFTPService(
            state: state, timeline: timeline, logger: logger, chainloaders: chainloaders,
            heard: { feed.book.mac(of: $0) ?? served.neighbour($0) },
            mtu: { served.mtu($0) })
        neighbours = try NeighbourTable { address, mac in feed.learn(.neighbour(address, mac)) }
        self.served = served
        addresses = feed
        for interface in interfaces {
            dhcp.serve(
                try Self.dhcpPort(ports.dhcp, on: interface, capture: capture, logger: logger), as: .dhcp)
            dhcp.serve(
                try UDPSocket(IPv4Endpoint(.any, ports.bootServer), device: interface.name), as: .bootServer)
            tftp.serve(try UDPSocket(IPv4Endpoint(.any, ports.tftp), device: interface.name))
        }
        try startSnooping(on: interfaces, isNeeded: capture, logger: logger)
    }

    private static func dhcpPort(
        _ port: UInt16, on interface: NetworkInterface, capture: Bool, logger: Logger
    ) throws -> any DatagramPort {
        guard capture else {
            return try UDPSocket(IPv4Endpoint(.any, port), device: interface.name, broadcast: true)
        }
        return try CapturedPort(port, on: interface) { error in
            logger.error(
                "DHCP is no longer heard: \(error); start the server again when the interface is back")
        }
    }

    /// Snooping is for diagnosis: without the privilege everything else goes on.
    private func startSnooping(
        on interfaces: [NetworkInterface], isNeeded: Bool, logger: Logger
    ) throws(PacketTapError) {
        for interface in interfaces {
            do throws(PacketTapError) {
                try snoop.listen(on: interface)
            } catch {
                guard !isNeeded else { throw error }
                logger.warning(
                    "DHCP snooping is off, so a DHCP server that spoils boots is not noticed: \(error); it needs CAP_NET_RAW"
                )
                return
            }
        }
    }

    /// Changes what the next answers depend on.
    public func update(_ change: (inout ServerState) -> Void) {
        change(&state)
        dhcp.state = state
        snoop.state = state
        tftp.state = state
        http.update(state)
    }

    /// Stops answering; transfers under way break off and are on the timeline when this returns.
    public func stop() async {
        dhcp.stop()
        snoop.stop()
        tftp.stop()
        neighbours.cancel()
        await http.stop()
    }
}
