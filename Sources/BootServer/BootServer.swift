import BootModel
import DHCP
public import Logging
public import NetIO
public import NetTypes

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
    private let machines: MachineAddresses
    private let ports: Ports
    private let isCapturing: Bool
    private let logger: Logger
    private let names: [String]
    private var open: [String: InterfacePorts] = [:]
    private var links: LinkWatch?
    private var maySnoop = true

    /// Binds every socket and starts to answer.
    ///
    /// With `capture`, DHCP is heard and answered by capturing packets, beside the program that has its port. Without
    /// `installs`, machines that are armed are told so and boot nothing.
    ///
    /// Throws the first error, a `SocketError` or a `PacketTapError`, with nothing left open that matters: the
    /// process is about to end.
    public init(
        interfaces: [NetworkInterface], ports: Ports, capture: Bool, state: ServerState,
        recorder: EventRecorder, installs: (any InstallBoots)? = nil, loopCount: Int, logger: Logger
    ) throws {
        self.state = state
        let served = try ServedInterfaces(interfaces)
        let timeline = Timeline(recorder: recorder, logger: logger)
        let chainloaders = ChainloaderFeed()
        let machines = MachineAddresses()
        let desk = InstallDesk(installs)
        http = try HTTPService(
            state: state, timeline: timeline, logger: logger, served: served, chainloaders: chainloaders,
            machines: machines, desk: desk, loopCount: loopCount)
        let feed = AddressFeed(loops: http.loops, machines: machines)
        let readAhead = ImageReadAhead()
        let dhcp = DHCPService(
            state: state, timeline: timeline, served: served, logger: logger, chainloaders: chainloaders,
            readAhead: readAhead, machineHeard: { machines.noteSign(of: $0) }
        ) { sighting in
            feed.learn(.leased(sighting.address, sighting.mac))
        }
        snoop = DHCPSnoop(
            state: state, timeline: timeline, service: dhcp, served: served, logger: logger
        ) { feed.learn($0) }
        tftp = TFTPService(
            state: state, timeline: timeline, logger: logger, chainloaders: chainloaders,
            heard: { feed.book.mac(of: $0) ?? served.neighbour($0) },
            inquire: { served.inquire($0) }, mtu: { served.mtu($0) },
            installs: TFTPInstalls(desk: desk, machines: machines) { dhcp.token(of: $0) },
            readAhead: readAhead)
        self.dhcp = dhcp
        neighbours = try NeighbourTable { [tftp] address, mac in
            feed.learn(.neighbour(address, mac))
            if mac != nil { tftp.learned(address) }
        }
        self.served = served
        addresses = feed
        self.machines = machines
        self.ports = ports
        isCapturing = capture
        self.logger = logger
        names = interfaces.map(\.name)
        links = try LinkWatch { [weak self] in self?.linksChanged() }
        for interface in interfaces { open[interface.name] = try openPorts(on: interface) }
    }

    /// Opens what serves an interface; throws a `SocketError` or a `PacketTapError`.
    private func openPorts(on interface: NetworkInterface) throws -> InterfacePorts {
        var opened: [@NetLoop () -> Void] = []
        do {
            let dhcpPort = try dhcpPort(on: interface)
            opened.append { dhcpPort.close() }
            let bootServerPort = try UDPSocket(
                IPv4Endpoint(.any, ports.bootServer), device: interface.name)
            opened.append { bootServerPort.close() }
            let tftpPort = try UDPSocket(IPv4Endpoint(.any, ports.tftp), device: interface.name)
            opened.append { tftpPort.close() }
            let tap = try snoop(on: interface)
            opened.append { tap?.close() }
            try dhcp.serve(dhcpPort, as: .dhcp)
            try dhcp.serve(bootServerPort, as: .bootServer)
            try tftp.serve(tftpPort)
            return InterfacePorts(
                index: interface.index, dhcp: dhcpPort, bootServer: bootServerPort, tftp: tftpPort, tap: tap)
        } catch {
            // The next try would find the ports taken.
            opened.forEach { $0() }
            throw error
        }
    }

    private func dhcpPort(on interface: NetworkInterface) throws -> any DatagramPort {
        guard isCapturing else {
            return try UDPSocket(IPv4Endpoint(.any, ports.dhcp), device: interface.name, broadcast: true)
        }
        return try CapturedPort(ports.dhcp, on: interface) { [logger] error in
            logger.error("DHCP is no longer heard: \(error)")
        }
    }

    /// Snooping is for diagnosis: without the privilege everything else goes on.
    private func snoop(on interface: NetworkInterface) throws(PacketTapError) -> PacketTap? {
        guard maySnoop else { return nil }
        do throws(PacketTapError) {
            return try snoop.listen(on: interface, besideServer: isCapturing)
        } catch {
            guard !isCapturing else { throw error }
            maySnoop = false
            logger.warning(
                "DHCP snooping is off, so a DHCP server that spoils boots is not noticed: \(error); it needs CAP_NET_RAW"
            )
            return nil
        }
    }

    /// Serves interfaces that were taken away and made anew, as a VLAN is when its network is configured again.
    private func linksChanged() {
        let present: [String: NetworkInterface]
        do {
            present = try NetworkInterface.all()
        } catch {
            return logger.error("a network interface has changed, and what it is now is not known: \(error)")
        }
        served.update(present)
        for name in names where present[name]?.index != open[name]?.index {
            if let gone = open.removeValue(forKey: name) {
                gone.close()
                logger.warning("interface \(name) is gone; it is served again as soon as it is back")
            }
            // Until it is up its packets cannot be heard; that it comes up is another change.
            guard let interface = present[name], interface.isUp else { continue }
            do {
                open[name] = try openPorts(on: interface)
                logger.notice("interface \(name) is back and served again")
            } catch {
                logger.error("interface \(name) is back and cannot be served: \(error)")
            }
        }
    }

    /// Where a machine with these network cards was heard, newest first.
    ///
    /// From DHCP requests and leases, ARP, the kernel's neighbour table, and what an installer asks for by HTTP or TFTP.
    /// They are candidates: the machine behind one may have changed.
    /// `lastSign` is when the machine was heard last, also without an address.
    public func sightings(of macs: [MACAddress]) -> (places: [MachineSighting], lastSign: Instant?) {
        (machines.sightings(of: macs), machines.lastSign(of: macs))
    }

    /// The identifier that a machine with these network cards gave itself in DHCP option 97; a hint only.
    public func guid(of macs: [MACAddress]) -> GUID? { macs.lazy.compactMap { self.dhcp.guid(of: $0) }.first }

    /// Changes what the next answers depend on.
    public func update(_ change: (ServerState) -> ServerState) {
        state = change(state)
        dhcp.state = state
        snoop.state = state
        tftp.state = state
        http.update(state)
    }

    /// Stops answering; transfers under way break off and are on the timeline when this returns.
    public func stop() async {
        links?.cancel()
        open.values.forEach { $0.close() }
        tftp.stop()
        neighbours.cancel()
        await http.stop()
    }
}
