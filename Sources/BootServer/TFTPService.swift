import BootModel
import BootPolicy
import Logging
import NetIO
import NetTypes
import TFTP

/// Sends chainloaders, and what GRUB asks for, over TFTP: requests come to port 69, each transfer has a port of its own (RFC 1350 §4).
@NetLoop
final class TFTPService {
    /// Named bounds of the service.
    enum Limits {
        /// Transfers at once; a rack that powers on needs one for each machine.
        static let transfers = 2048
        /// Transfers at once of one client address; firmware has one, and its abandoned predecessor's last wait.
        static let transfersPerClient = 8
    }

    var state: ServerState
    private var timeline: Timeline
    private let chainloaders: ChainloaderFeed
    private let heard: @NetLoop (IPv4Address) -> MACAddress?
    private let mtu: @NetLoop (Int32) -> Int
    private let installs: TFTPInstalls
    private let logger: Logger
    private var timer: LoopTimer?
    private var armedFor: Instant?
    private var spareActions: [ReadTransfer.Action] = []
    private var transfers: [Int32: TFTPTransfer] = [:]
    private var descriptors: [IPv4Endpoint: Int32] = [:]
    private var transfersOfClient: [IPv4Address: Int] = [:]

    /// Makes a service.
    ///
    /// `heard` tells who has an address, `mtu` an interface's longest packet by its index.
    init(
        state: ServerState, timeline: Timeline, logger: Logger, chainloaders: ChainloaderFeed,
        heard: @escaping @NetLoop (IPv4Address) -> MACAddress?,
        mtu: @escaping @NetLoop (Int32) -> Int, installs: TFTPInstalls
    ) {
        self.state = state
        self.timeline = timeline
        self.logger = logger
        self.chainloaders = chainloaders
        self.heard = heard
        self.mtu = mtu
        self.installs = installs
        timer = LoopTimer(on: NetLoop.executor) { [weak self] in
            NetLoop.assumeIsolated { self?.timedOut() }
        }
    }

    /// Starts to answer the requests that arrive on a socket, until it is closed.
    func serve(_ socket: UDPSocket) throws(SocketError) {
        try socket.start { [weak self, unowned socket] datagram in self?.handle(datagram, socket) }
    }

    /// Ends the transfers under way.
    func stop() {
        for transfer in transfers.values {
            end(transfer, .failed, "\(transfer.file.name): the server stopped")
        }
        timer?.cancel()
    }

    // MARK: - Requests

    private func handle(_ datagram: Datagram, _ socket: UDPSocket) {
        // A request to everybody is never answered (RFC 1123 §4.2.3.1), nor one to a subnet's broadcast address.
        guard datagram.destination == datagram.localAddress else { return }
        guard case .request(let request)? = try? TFTPPacket(parsing: datagram.payload) else {
            logger.debug("malformed TFTP request", metadata: ["from": "\(datagram.source)"])
            return
        }
        if let transfer = descriptors[datagram.source].flatMap({ transfers[$0] }) {
            if transfer.core.request == request, transfer.core.acknowledgedBytes == 0 {
                return advance(transfer) { $0.handle(.request(request), at: $1, into: &$2) }
            }
            // The port is its own again: firmware with a fixed port has started over, and its ERROR was lost.
            end(transfer, .failed, "\(transfer.file.name): the machine started over")
        }
        switch answer(request, datagram) {
        case .error(let code, let message):
            let packet = TFTPPacket.error(code, message: message).octets
            socket.send(
                packet, to: datagram.source, from: datagram.localAddress,
                interfaceIndex: datagram.interfaceIndex)
        case .file(let file): begin(request, file, datagram)
        case .later: break
        }
    }

    private enum Answer {
        case file(TFTPFile)
        case error(TFTPErrorCode, String)
        /// Nothing: the client repeats its request, and the answer is there then.
        case later
    }

    private func answer(_ request: TFTPRequest, _ datagram: Datagram) -> Answer {
        let client = datagram.source.address
        guard let name = TFTPFileName.normalized(request.fileName), let path = try? BootPath(name),
            let (decision, requester, token) = state.decide(path, from: client, heard: heard(client))
        else { return .error(.fileNotFound, "no such file") }
        func file(_ name: String, _ content: TFTPFile.Content) -> TFTPFile {
            TFTPFile(
                name: name, stage: path.stage, content: content, mac: requester.mac, node: decision.node)
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
            return .file(file(decision.scriptDescription, .octets(Array(script.utf8))))
        case .refusal:
            timeline.refuse(path.stage, mac: requester.mac, decision, address: client)
            return .error(.accessViolation, decision.reason.text)
        case .silence, .notFound, .cache, .acceptance: break
        }
        // iPXE and shim look for optional files; only an immediate answer keeps that quick.
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
            let file = try state.open(image, part)
            file.readAhead()
            return file
        } catch {
            timeline.record(
                BootPath.image(token: nil, profile: "", version: nil, part).stage, .failed, mac: mac,
                node: decision.node, "\(error); import the profile again", address: client)
            return nil
        }
    }

    private func begin(_ request: TFTPRequest, _ file: TFTPFile, _ datagram: Datagram) {
        let client = datagram.source
        guard transfers.count < Limits.transfers,
            transfersOfClient[client.address, default: 0] < Limits.transfersPerClient
        else {
            logger.warning(
                "too many TFTP transfers", metadata: ["from": "\(client)", "open": "\(transfers.count)"])
            return
        }
        var limits = TFTPLimits()
        limits.blockSize = TFTPLimits.blockSize(forMTU: mtu(datagram.interfaceIndex))
        do throws(SocketError) {
            let socket = try openSocket(datagram.localAddress)
            let transfer = TFTPTransfer(
                core: ReadTransfer(request: request, fileSize: file.size, limits: limits),
                file: file,
                socket: socket, client: client, startedAt: MonotonicClock.now())
            transfers[socket.descriptor] = transfer
            descriptors[client] = socket.descriptor
            transfersOfClient[client.address, default: 0] += 1
            advance(transfer) { $0.start(at: $1, into: &$2) }
        } catch {
            logger.error("TFTP transfer could not start: \(error)", metadata: ["from": "\(client)"])
        }
    }

    private func openSocket(_ address: IPv4Address) throws(SocketError) -> TransferSocket {
        let socket = try TransferSocket(localAddress: address)
        do throws(SocketError) {
            try socket.start { [weak self] in self?.receive(on: socket.descriptor) }
        } catch {
            socket.close()
            throw error
        }
        return socket
    }

    // MARK: - Transfers

    /// One packet a wake-up: a client sends no second one before it was answered, and asking for it costs a system call.
    private func receive(on descriptor: Int32) {
        guard let transfer = transfers[descriptor], let (payload, source) = transfer.socket.receive() else {
            return
        }
        guard source == transfer.client else {
            transfer.socket.send(
                TFTPPacket.error(.unknownTransferID, message: "this port serves another transfer").octets,
                to: source)
            return
        }
        advance(transfer) { $0.handle(payload, at: $1, into: &$2) }
    }

    private func timedOut() {
        let now = MonotonicClock.now()
        for transfer in transfers.values where transfer.core.deadline.map({ $0 <= now }) ?? false {
            advance(transfer) { $0.timedOut(at: $1, into: &$2) }
        }
        armedFor = nil
        transfers.values.compactMap(\.core.deadline).min().map(arm)
    }

    /// Timers are armed only for what is earlier, so that packets of a smooth transfer never touch them.
    private func arm(_ deadline: Instant) {
        if let armedFor, armedFor <= deadline { return }
        armedFor = deadline
        timer?.arm(deadline)
    }

    private func advance(
        _ transfer: TFTPTransfer, _ step: (inout ReadTransfer, Instant, inout [ReadTransfer.Action]) -> Void
    ) {
        // The list is kept from step to step for its memory.
        var actions = spareActions
        spareActions = []
        step(&transfer.core, MonotonicClock.now(), &actions)
        defer {
            actions.removeAll(keepingCapacity: true)
            spareActions = actions
        }
        for action in actions {
            if case .sendBlock(let number, let offset, let count) = action {
                transfer.queueBlock(number, offset, count)
                continue
            }
            transfer.flush()
            switch action {
            case .sendBlock: break
            case .send(let packet): transfer.socket.send(packet, to: transfer.client)
            case .finished:
                if let chainloader = transfer.file.chainloader, let mac = transfer.file.mac {
                    chainloaders.learn(.sent(chainloader, mac))
                }
                end(transfer, .done, transfer.file.name)
            case .failed(let failure): end(transfer, failure)
            }
        }
        transfer.flush()
        transfer.core.deadline.map(arm)
    }

    private func end(_ transfer: TFTPTransfer, _ failure: ReadTransfer.Failure) {
        switch failure {
        case .aborted(_, let message) where transfer.core.acknowledgedBytes == 0:
            // Firmware asks for the size first and hangs up.
            logger.debug(
                "TFTP probe ended", metadata: ["from": "\(transfer.client)", "message": "\(message)"])
            remove(transfer.socket.descriptor)
        case .aborted(let code, let message):
            end(
                transfer, .failed,
                "\(transfer.file.name): the machine gave up with error \(code.rawValue) \(message)")
        case .refused(_, let message):
            end(transfer, .refused, "\(transfer.file.name): \(message)")
        case .noAnswer:
            end(transfer, .failed, "\(transfer.file.name): the machine stopped answering")
        case .tookTooLong:
            end(transfer, .failed, "\(transfer.file.name): the transfer took too long")
        }
    }

    private func end(_ transfer: TFTPTransfer, _ outcome: BootEvent.Outcome, _ detail: String) {
        let file = transfer.file
        timeline.record(
            file.stage, outcome, mac: file.mac, node: file.node, detail, address: transfer.client.address,
            bytes: transfer.core.acknowledgedBytes, took: MonotonicClock.now() - transfer.startedAt)
        remove(transfer.socket.descriptor)
    }

    private func remove(_ descriptor: Int32) {
        guard let transfer = transfers.removeValue(forKey: descriptor) else { return }
        transfer.socket.close()
        descriptors[transfer.client] = nil
        let others = transfersOfClient[transfer.client.address, default: 1] - 1
        transfersOfClient[transfer.client.address] = others > 0 ? others : nil
    }
}
