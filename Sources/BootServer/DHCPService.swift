import BootModel
import BootPolicy
import DHCP
import Logging
import NetIO
import NetTypes

/// Answers netboot requests on UDP 67 and 4011 of the served interfaces; it never gives an address.
@NetLoop
final class DHCPService {
    /// What the service tells of addresses it hears.
    typealias AddressHeard = @NetLoop (AddressSighting) -> Void
    /// What the service tells of machines on the whitelist that ask for an address and not for a boot.
    typealias MachineHeard = @NetLoop (MACAddress) -> Void

    var state: ServerState
    private var timeline: Timeline
    private var sessions = BootSessions()
    private let addressHeard: AddressHeard
    private let machineHeard: MachineHeard
    private let served: ServedInterfaces
    private let chainloaders: ChainloaderFeed
    private let readAhead: ImageReadAhead
    private let logger: Logger

    init(
        state: ServerState, timeline: Timeline, served: ServedInterfaces, logger: Logger,
        chainloaders: ChainloaderFeed, readAhead: ImageReadAhead, machineHeard: @escaping MachineHeard,
        addressHeard: @escaping AddressHeard
    ) {
        self.state = state
        self.timeline = timeline
        self.served = served
        self.logger = logger
        self.addressHeard = addressHeard
        self.machineHeard = machineHeard
        self.chainloaders = chainloaders
        self.readAhead = readAhead
    }

    /// Starts to answer what arrives on a port, until it is closed, as if it were the given well-known one.
    func serve(_ port: any DatagramPort, as bootPort: BootPort) throws {
        try port.start { [self, unowned port] datagram in handle(datagram, bootPort, port) }
    }

    /// The boot whose last request had this transaction id.
    func boot(of mac: MACAddress, transactionID: UInt32) -> UInt32? {
        sessions.boot(of: mac, transactionID: transactionID)
    }

    /// The token of a machine's present boot; nil when none of it was heard.
    func token(of mac: MACAddress) -> String? { sessions.token(of: mac) }

    /// Notes the address that a machine got, to answer it from the same subnet.
    func note(lease: IPv4Address, of mac: MACAddress) { sessions.note(lease: lease, of: mac) }

    /// The identifier that a machine gave itself in option 97.
    func guid(of mac: MACAddress) -> GUID? { sessions.guid(of: mac) }

    private func handle(_ datagram: Datagram, _ bootPort: BootPort, _ port: any DatagramPort) {
        // An interface that lost its address has nothing to answer from.
        guard datagram.localAddress != .any else { return }
        let message: DHCPMessage
        do {
            message = try DHCPMessage(parsing: datagram.payload)
        } catch {
            logger.debug(
                "malformed DHCP packet", metadata: ["from": "\(datagram.source)", "error": "\(error)"])
            return
        }
        if let sighting = AddressSighting(message) {
            addressHeard(sighting)
            note(lease: sighting.address, of: sighting.mac)
        }
        switch PXERequest.validate(message, arrivedOn: bootPort) {
        case .failure(let reason):
            // A system that gets no address is up all the same.
            if message.op == .request, let mac = message.hardwareAddress,
                state.inventory.node(mac: mac) != nil
            {
                machineHeard(mac)
            }
            logger.trace(
                "DHCP packet not for us", metadata: ["from": "\(datagram.source)", "reason": "\(reason)"])
        case .success(let request): answer(request, datagram, port)
        }
    }

    private func answer(_ request: PXERequest, _ datagram: Datagram, _ port: any DatagramPort) {
        // Held for the whole answer, so that none of it is copied.
        let state = state
        let firmware = Firmware(request)
        let decision = state.policy.decide(
            BootRequest(.offer(firmware), from: .machine(request.mac)), in: state.inventory)
        let stage = Self.stage(of: request)
        guard Self.isAnswered(decision) else {
            if state.policy.settings.unknownMachines == .ignore, decision.reason.code == .unknownMachine {
                return timeline.countIgnored()
            }
            return timeline.refuse(stage, mac: request.mac, decision, firmware: firmware)
        }
        // Only of machines that are answered: a flood of others makes no boot forgotten, and a machine that is listed
        // while it repeats itself has its offer on the timeline.
        let time = WallClock(milliseconds: MonotonicClock.unixMilliseconds())
        let now = MonotonicClock.now()
        let place = sessions.hear(
            request.mac, firmware.kind, transactionID: request.transactionID, guid: request.guid,
            at: now, unixSeconds: time.seconds, key: state.tokenKey)
        if !place.isRepeat { begin(request.mac, firmware, decision, at: now) }
        let ownAddress = served.answerAddress(to: datagram, lease: place.lease)
        guard let token = place.token, let file = bootFile(for: decision, firmware, token, at: ownAddress)
        else {
            return logger.error("no boot token could be made", metadata: ["mac": "\(request.mac)"])
        }
        do throws(PXEReplyError) {
            let reply = try PXEReply(to: request, serverAddress: ownAddress, boot: file)
            let destination = reply.destination(source: datagram.source)
            let report =
                place.isRepeat ? nil : report(request, decision, firmware, to: destination, at: time)
            port.answer(
                reply.payload, to: destination, from: ownAddress, interfaceIndex: datagram.interfaceIndex,
                report: report)
        } catch {
            timeline.record(
                stage, .failed, mac: request.mac, node: decision.node?.name,
                .sentence("no reply could be made: \(error)"))
        }
    }

    private static func stage(of request: PXERequest) -> BootStage {
        request.arrivedOn == .dhcp ? .offer : .bootServer
    }

    /// Writes down whether the kernel took an answer.
    private func report(
        _ request: PXERequest, _ decision: Decision, _ firmware: Firmware, to destination: IPv4Endpoint,
        at time: WallClock
    ) -> @NetLoop (Bool) -> Void {
        let chainloader: String? =
            if case .chainloader(let chainloader) = decision.answer { chainloader.name } else { nil }
        let step = BootStep(
            .init(
                mac: request.mac, address: request.ciaddr == .any ? nil : request.ciaddr,
                stage: Self.stage(of: request), outcome: .done,
                detail: .offer(firmware, chainloader: chainloader, decision.reason)),
            time: time, node: decision.node?.name)
        return { [recorder = timeline.recorder] isTaken in
            recorder.record(isTaken ? step : step.failed(.unsent(to: destination)))
        }
    }

    private static func isAnswered(_ decision: Decision) -> Bool {
        switch decision.answer {
        case .chainloader, .scriptURL: true
        default: false
        }
    }

    /// What a step of a boot leads to beside its answer.
    private func begin(_ mac: MACAddress, _ firmware: Firmware, _ decision: Decision, at now: Instant) {
        let state = state
        noteUnstarted(mac, firmware, decision, at: now)
        if let image = state.policy.expectedImage(of: .machine(mac), in: state.inventory) {
            readAhead.begin(image, of: state, at: now)
        }
    }

    /// Under Secure Boot firmware loads an unsigned program, refuses it and goes on: nothing but its next packet tells.
    private func noteUnstarted(
        _ mac: MACAddress, _ firmware: Firmware, _ decision: Decision, at now: Instant
    ) {
        if firmware.kind == .ipxe { return chainloaders.learn(.started(mac)) }
        guard let unstarted = chainloaders.firmwareAsks(mac, at: now) else { return }
        let name = decision.node?.name ?? "NODE"
        timeline.record(
            .chainloader, .failed, mac: mac, node: decision.node?.name,
            .sentence(
                "\(unstarted.chainloader.name) was loaded and not started, and \(unstarted.after.components.seconds) s later the firmware asks again: "
                    + "Secure Boot may be refusing an unsigned chainloader: rackrise node set \(name) --loader shim-grub, or turn Secure Boot off"
            ))
    }

    private func bootFile(
        for decision: Decision, _ firmware: Firmware, _ token: String, at address: IPv4Address
    ) -> BootFile? {
        switch decision.answer {
        case .chainloader(let chainloader):
            let path = BootPath.chainloader(token: token, name: chainloader.name).text
            switch firmware.kind {
            // Without the leading slash: iPXE strips it and some ROMs send it on literally.
            case .pxe: return .tftp(path: String(path.dropFirst()))
            case .httpBoot: return .uri(state.origin(address) + path)
            // HTTP may be what it lacks; a bare path would be fetched from the server of the address.
            case .ipxe: return .uri("tftp://\(address)\(path)")
            }
        case .scriptURL:
            let path = BootPath.script(token: token, mac: nil, .powerOn, firmware.architecture)
            return .script(uri: path.url(from: state.origin(address)))
        default: return nil
        }
    }
}
