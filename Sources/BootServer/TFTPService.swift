import BootModel
import BootPolicy
import Logging
import NetIO
import NetTypes
import TFTP

/// Sends chainloaders, and what GRUB asks for, over TFTP: requests come to port 69, transfers have other ports (RFC 1350 §4).
@NetLoop
final class TFTPService {
    var state: ServerState
    private var timeline: Timeline
    private let chainloaders: ChainloaderFeed
    private let heard: @NetLoop (IPv4Address) -> MACAddress?
    private let mtu: @NetLoop (Int32) -> Int
    private let installs: TFTPInstalls
    private let readAhead: ImageReadAhead
    private let logger: Logger
    private let transfers: TFTPTransfers
    private let strangers: TFTPStrangers

    /// Makes a service.
    ///
    /// `heard` tells who has an address; `inquire` has the kernel ask for that, and says whether it can. `mtu` tells an
    /// interface's longest packet by its index.
    init(
        state: ServerState, timeline: Timeline, logger: Logger, chainloaders: ChainloaderFeed,
        heard: @escaping @NetLoop (IPv4Address) -> MACAddress?,
        inquire: @escaping @NetLoop (IPv4Address) -> Bool,
        mtu: @escaping @NetLoop (Int32) -> Int, installs: TFTPInstalls, readAhead: ImageReadAhead
    ) {
        self.state = state
        self.timeline = timeline
        self.logger = logger
        self.chainloaders = chainloaders
        self.heard = heard
        self.mtu = mtu
        self.installs = installs
        self.readAhead = readAhead
        transfers = TFTPTransfers(timeline: timeline, chainloaders: chainloaders, logger: logger)
        strangers = TFTPStrangers(inquire: inquire)
    }

    /// Starts to answer the requests that arrive on a socket, until it is closed.
    func serve(_ socket: UDPSocket) throws(SocketError) {
        try socket.start { [weak self, unowned socket] datagram in self?.handle(datagram, socket) }
    }

    /// Takes the news that the kernel knows who has an address.
    func learned(_ address: IPv4Address) { strangers.release(address, at: MonotonicClock.now()) }

    /// Ends the transfers under way.
    func stop() { transfers.stop() }

    // MARK: - Requests

    private func handle(_ datagram: Datagram, _ socket: UDPSocket) {
        // A request to everybody is never answered (RFC 1123 §4.2.3.1), nor one to a subnet's broadcast address.
        guard datagram.destination == datagram.localAddress else { return }
        guard case .request(let request)? = try? TFTPPacket(parsing: datagram.payload) else {
            logger.debug("malformed TFTP request", metadata: ["from": "\(datagram.source)"])
            return
        }
        guard !transfers.handle(request, from: datagram.source) else { return }
        switch answer(request, datagram, socket) {
        case .error(let code, let message):
            let packet = TFTPPacket.error(code, message: message).octets
            socket.send(
                packet, to: datagram.source, from: datagram.localAddress,
                interfaceIndex: datagram.interfaceIndex)
        case .file(let file):
            transfers.begin(
                request, file, blockSize: TFTPLimits.blockSize(forMTU: mtu(datagram.interfaceIndex)),
                from: datagram.localAddress, to: datagram.source)
        case .later: break
        }
    }

    private enum Answer {
        case file(TFTPFile)
        case error(TFTPErrorCode, String)
        /// Nothing yet: it is known later, or when the client repeats its request.
        case later
    }

    private func answer(_ request: TFTPRequest, _ datagram: Datagram, _ socket: UDPSocket) -> Answer {
        let client = datagram.source.address
        guard let name = TFTPFileName.normalized(request.fileName) else {
            return .error(.fileNotFound, "no such file")
        }
        guard let path = try? BootPath(name),
            let (decision, requester, token) = state.decide(path, from: client, heard: heard(client))
        else { return missing(name, client, heard(client)) }
        if case .stranger = requester,
            strangers.keep(
                from: datagram.source, at: MonotonicClock.now(),
                handle: { [weak self] in self?.handle(datagram, socket) })
        {
            return .later
        }
        func file(_ name: String, _ content: TFTPFile.Content) -> TFTPFile {
            TFTPFile(
                name: name, stage: path.stage, content: content, mac: requester.mac, node: decision.node?.name
            )
        }
        switch decision.answer {
        case .chainloader(let chainloader):
            guard let octets = state.library.program(named: chainloader.name) else { break }
            var program = file("\(chainloader.name) sent by TFTP", .octets(octets))
            program.chainloader = chainloader
            return .file(program)
        case .image(let image, let part):
            guard let opened = open(image, part, requester.mac, decision, client),
                let segment = try? decision.nodeFile.map({
                    try state.segment(for: $0, after: opened.size, from: datagram.localAddress).octets
                })
                    ?? []
            else { break }
            // The DHCP service may have heard the machine long ago, or never.
            readAhead.begin(image, of: state, at: MonotonicClock.now())
            return .file(
                file(
                    "\(part.rawValue) \(image.version.prefix(12)) sent by TFTP",
                    .file(opened, segment: segment)))
        case .scriptURL, .bootImage, .menu, .localDisk, .explanation:
            var decision = decision
            var installToken: String?
            if let install = decision.install {
                let named = token?.text
                let step = installs.settle(
                    decision, install, named: named, mac: requester.mac, client: client)
                guard let step else { return .later }
                (decision, installToken) = step
            }
            let script = state.script(
                for: decision, path, to: requester.mac, token ?? presentToken(decision, requester.mac),
                installToken: installToken, from: datagram.localAddress)
            guard let script else { break }
            requester.mac.map { chainloaders.learn(.started($0)) }
            return .file(file(decision.scriptDetail.description, .octets(script)))
        case .refusal:
            timeline.refuse(path.stage, mac: requester.mac, decision, address: client)
            return .error(.accessViolation, decision.reason.text)
        case .notFound:
            guard case .chainloader(nil, _) = path else { break }
            return missing(name, client, requester.mac)
        case .silence, .cache, .acceptance: break
        }
        return noSuchFile(name, client)
    }

    /// The answer to a request for a file that is never offered: firmware that asks was told so by somebody else.
    private func missing(_ name: String, _ client: IPv4Address, _ mac: MACAddress?) -> Answer {
        if !BootPath.isOptional(name) {
            let node = mac.flatMap { state.inventory.node(mac: $0) }
            timeline.miss(name, mac: mac, node: node, address: client)
        }
        return noSuchFile(name, client)
    }

    private func noSuchFile(_ name: String, _ client: IPv4Address) -> Answer {
        // Optional files are looked for one after the other; only an immediate answer keeps that quick.
        logger.debug("no such file over TFTP", metadata: ["from": "\(client)", "file": "\(name)"])
        return .error(.fileNotFound, "no such file")
    }

    /// The boot that a script's URL is to name where the request named none: the firmware's offer began it.
    private func presentToken(_ decision: Decision, _ mac: MACAddress?) -> BootToken? {
        guard decision.answer == .scriptURL, let mac else { return nil }
        return installs.presentToken(of: mac).flatMap { BootToken($0, key: state.tokenKey) }
    }

    private func open(
        _ image: NetbootImage, _ part: ImagePart, _ mac: MACAddress?, _ decision: Decision,
        _ client: IPv4Address
    ) -> OpenFile? {
        do throws(SocketError) {
            return try state.open(image, part)
        } catch {
            timeline.record(
                BootPath.image(token: nil, profile: "", version: nil, part).stage, .failed, mac: mac,
                node: decision.node?.name, .sentence("\(error); import the profile again"), address: client)
            return nil
        }
    }
}
