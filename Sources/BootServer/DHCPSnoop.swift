import BootModel
import BootPolicy
import DHCP
import Logging
import NetIO
import NetTypes

/// Listens to what the site's DHCP servers tell machines: who gets which address, and what would spoil a boot.
@NetLoop
final class DHCPSnoop {
    /// What the snoop tells of addresses it hears.
    typealias AddressHeard = @NetLoop (AddressBook.Fact) -> Void

    /// How long a sentence about the same boot is not repeated, and how many are written in that time.
    private static let interval: Duration = .seconds(600)
    private static let recordsPerInterval = 16_384

    var state: ServerState
    private let timeline: Timeline
    private let service: DHCPService
    private let served: ServedInterfaces
    private let logger: Logger
    private let addressHeard: AddressHeard
    private var said = RefusalLimiter(interval: interval, recordsPerInterval: recordsPerInterval)

    /// Makes a snoop for the machines that `service` answers.
    init(
        state: ServerState, timeline: Timeline, service: DHCPService, served: ServedInterfaces,
        logger: Logger,
        addressHeard: @escaping AddressHeard
    ) {
        self.state = state
        self.timeline = timeline
        self.service = service
        self.served = served
        self.logger = logger
        self.addressHeard = addressHeard
    }

    /// Starts to listen on an interface until the tap is closed, with `besideServer` to a DHCP server of this host too.
    ///
    /// A tap for what this host sends costs each packet of a transfer a copy.
    func listen(on interface: NetworkInterface, besideServer: Bool) throws(PacketTapError) -> PacketTap {
        let tap = try PacketTap(
            interface.name, besideServer ? .both : .incoming, filter: Self.filter(own: interface))
        try tap.start { [logger] error in
            logger.error("DHCP snooping ends: \(error)")
        } handler: { [weak self] frame in
            self?.handle(frame)
        }
        return tap
    }

    /// Replies to clients and to relays, and ARP; without our own offers, which give no address: a storm of them
    /// should not wake anybody.
    static func filter(own interface: NetworkInterface) -> String {
        let own = interface.addresses.map { "src host \($0.address)" }.joined(separator: " or ")
        let reply = "udp[8] = 2 and (udp dst port 67 or udp dst port 68)"
        return "arp or (ip and \(reply) and (udp[24:4] != 0 or not (\(own))))"
    }

    private func handle(_ frame: EthernetFrame) {
        switch frame.etherType {
        case .arp:
            guard let arp = ARPPacket(parsing: frame.payload), arp.address.isUnicast, !arp.hardware.isGroup
            else { return }
            addressHeard(.announced(arp.address, arp.hardware))
        case .ipv4:
            guard let packet = try? UDPPacket(parsing: frame.payload),
                let message = try? DHCPMessage(parsing: packet.payload),
                let reply = SnoopedReply(message, from: packet.source.address)
            else { return }
            // The DISCOVER that this answers may still wait in its socket, whose turn is then before this one.
            NetLoop.executor.perform { [weak self] in NetLoop.assumeIsolated { self?.handle(reply) } }
        default: return
        }
    }

    private func handle(_ reply: SnoopedReply) {
        if let address = reply.address, reply.messageType == .ack {
            addressHeard(.leased(address, reply.mac))
            service.note(lease: address, of: reply.mac)
        }
        // Other exchanges are a running system's, not a boot's.
        guard let boot = service.boot(of: reply.mac, transactionID: reply.transactionID) else { return }
        let node = state.inventory.node(mac: reply.mac)
        for conflict in reply.conflicts(own: served.addresses) {
            let sentence = conflict.sentence(server: reply.server)
            guard isNews(reply.mac, node, "\(boot) \(sentence)") else { continue }
            timeline.record(.address, .warning, mac: reply.mac, node: node?.name, .sentence(sentence))
        }
        guard let address = reply.address, reply.messageType == .ack,
            isNews(reply.mac, node, "\(reply.transactionID) \(address)")
        else { return }
        timeline.record(
            .address, .done, mac: reply.mac, node: node?.name, .sentence("\(reply.server) gave \(address)"),
            address: address)
    }

    private func isNews(_ mac: MACAddress, _ node: Shared<Node>?, _ what: String) -> Bool {
        said.admits(mac, what, isListed: node != nil, at: MonotonicClock.now())
    }
}
