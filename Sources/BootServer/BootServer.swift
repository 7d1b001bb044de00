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
    private let tftp: TFTPService
    private let http: HTTPService
    private let neighbours: NeighbourTable
    private var state: ServerState
    private let served: ServedInterfaces
    private let addresses: AddressFeed

    /// Binds every socket and starts to answer.
    ///
    /// Throws the first error with nothing left open that matters: the process is about to end.
    public init(
        interfaces: [NetworkInterface], ports: Ports, state: ServerState, recorder: EventRecorder,
        loopCount: Int, logger: Logger
    ) throws(SocketError) {
        self.state = state
        let served = try ServedInterfaces(interfaces)
        let timeline = Timeline(recorder: recorder, logger: logger)
        http = try HTTPService(
            state: state, timeline: timeline, logger: logger, served: served, loopCount: loopCount)
        let feed = AddressFeed(loops: http.loops)
        dhcp = DHCPService(state: state, timeline: timeline, logger: logger) { sighting in
            feed.learn(.requested(sighting.address, sighting.mac))
        }
        tftp = try TFTPService(
            state: state, timeline: timeline, logger: logger,
            heard: { feed.book.mac(of: $0) ?? served.neighbour($0) },
            mtu: { served.mtu($0) })
        neighbours = try NeighbourTable { address, mac in feed.learn(.neighbour(address, mac)) }
        self.served = served
        addresses = feed
        for interface in interfaces {
            dhcp.serve(
                try UDPSocket(IPv4Endpoint(.any, ports.dhcp), device: interface.name, broadcast: true),
                as: .dhcp)
            dhcp.serve(
                try UDPSocket(IPv4Endpoint(.any, ports.bootServer), device: interface.name), as: .bootServer)
            tftp.serve(try UDPSocket(IPv4Endpoint(.any, ports.tftp), device: interface.name))
        }
    }

    /// Changes what the next answers depend on.
    public func update(_ change: (inout ServerState) -> Void) {
        change(&state)
        dhcp.state = state
        tftp.state = state
        http.update(state)
    }

    /// Stops answering; transfers under way break off and are on the timeline when this returns.
    public func stop() async {
        dhcp.stop()
        tftp.stop()
        neighbours.cancel()
        await http.stop()
    }
}
