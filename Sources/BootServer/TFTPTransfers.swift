import BootModel
import Logging
import NetIO
import NetTypes
import TFTP

/// The transfers under way: at most one for each client's port, and so many for each client and in all.
@NetLoop
final class TFTPTransfers {
    /// Named bounds of the service.
    enum Limits {
        /// Transfers at once; a rack that powers on needs one for each machine.
        static let transfers = 2048
        /// Transfers at once of one client address; firmware has one, and its abandoned predecessor's last wait.
        static let transfersPerClient = 8
    }

    private let timeline: Timeline
    private let chainloaders: ChainloaderFeed
    private let logger: Logger
    private let disk: TFTPDisk
    private var timer: LoopTimer?
    private var armedFor: Instant?
    private lazy var ports = TFTPPorts { [weak self] in self?.receive($0, at: $1) }
    private var transfers: [IPv4Endpoint: TFTPTransfer] = [:]
    /// With those that are over, but for whose last read from the disk: each keeps its file open.
    private var count = 0
    private var countOfClient: [IPv4Address: Int] = [:]

    /// Makes an empty table; `disk` is where files are read.
    init(
        timeline: Timeline, chainloaders: ChainloaderFeed, logger: Logger,
        disk: TFTPDisk = TFTPDisk()
    ) {
        self.disk = disk
        self.timeline = timeline
        self.chainloaders = chainloaders
        self.logger = logger
        timer = LoopTimer(on: NetLoop.executor) { [weak self] in
            NetLoop.assumeIsolated { self?.timedOut() }
        }
    }

    /// Takes a request that belongs to a transfer under way; false for a new one.
    func handle(_ request: TFTPRequest, from client: IPv4Endpoint) -> Bool {
        guard let transfer = transfers[client] else { return false }
        guard transfer.core.request == request, transfer.core.acknowledgedBytes == 0 else {
            // The port is its own again: firmware with a fixed port has started over, and its ERROR was lost.
            end(transfer, .failed, "\(transfer.file.name): the machine started over")
            return false
        }
        transfer.handle(.request(request))
        return true
    }

    /// Answers a request with a file, in blocks of at most `blockSize` octets.
    func begin(
        _ request: TFTPRequest, _ file: TFTPFile, blockSize: Int, from localAddress: IPv4Address,
        to client: IPv4Endpoint
    ) {
        guard count < Limits.transfers,
            countOfClient[client.address, default: 0] < Limits.transfersPerClient
        else {
            logger.warning(
                "too many TFTP transfers", metadata: ["from": "\(client)", "open": "\(count)"])
            return
        }
        var limits = TFTPLimits()
        limits.blockSize = blockSize
        do throws(SocketError) {
            let core = ReadTransfer(request: request, fileSize: file.size, limits: limits)
            let port = try ports.take(of: localAddress, for: client, window: core.options.windowOctets)
            let transfer = TFTPTransfer(
                core, of: file, from: port, to: client, disk: disk, arm: { self.arm($0) },
                ended: { self.end($0, $1) })
            transfers[client] = transfer
            count += 1
            countOfClient[client.address, default: 0] += 1
            transfer.start()
        } catch {
            logger.error("TFTP transfer could not start: \(error)", metadata: ["from": "\(client)"])
        }
    }

    /// Ends the transfers under way.
    func stop() {
        for transfer in transfers.values {
            end(transfer, .failed, "\(transfer.file.name): the server stopped")
        }
        timer?.cancel()
    }

    // MARK: - Packets

    private func receive(_ input: TransferPort.Input, at port: TransferPort) {
        let transfer = transfers[input.source]
        if let transfer, transfer.port === port {
            // One that does not parse is ignored.
            guard let packet = try? TFTPPacket(parsing: input.buffer, in: input.range) else { return }
            return transfer.handle(packet)
        }
        // What is late from a client's last transfer needs no answer, which it might take for the end of its next one.
        guard transfer == nil, !ports.isLast(port, of: input.source) else { return }
        // Two servers must not answer each other's errors for ever.
        if case .error? = try? TFTPPacket(parsing: input.buffer, in: input.range) { return }
        let message = "this port serves another transfer"
        port.send(TFTPPacket.error(.unknownTransferID, message: message).octets, to: input.source)
    }

    // MARK: - Time

    private func timedOut() {
        let now = MonotonicClock.now()
        for transfer in transfers.values where transfer.core.deadline.map({ $0 <= now }) ?? false {
            transfer.timedOut(at: now)
        }
        armedFor = nil
        transfers.values.compactMap(\.core.deadline).min().map(arm)
    }

    /// The timer is armed only for what is earlier, so that packets of a smooth transfer never touch it.
    private func arm(_ deadline: Instant) {
        if let armedFor, armedFor <= deadline { return }
        armedFor = deadline
        timer?.arm(deadline)
    }

    // MARK: - Ends

    private func end(_ transfer: TFTPTransfer, _ failure: ReadTransfer.Failure?) {
        let name = transfer.file.name
        switch failure {
        case nil:
            if let chainloader = transfer.file.chainloader, let mac = transfer.file.mac {
                chainloaders.learn(.sent(chainloader, mac))
            }
            end(transfer, .done, name)
        case .aborted(_, let message) where transfer.core.acknowledgedBytes == 0:
            // Firmware asks for the size first and hangs up.
            logger.debug(
                "TFTP probe ended", metadata: ["from": "\(transfer.client)", "message": "\(message)"])
            remove(transfer)
        case .aborted(let code, let message):
            end(transfer, .failed, "\(name): the machine gave up with error \(code.rawValue) \(message)")
        case .refused(_, let message): end(transfer, .refused, "not sent by TFTP: \(message)")
        case .noAnswer: end(transfer, .failed, "\(name): the machine stopped answering")
        case .tookTooLong where transfer.isHeldUp:
            end(transfer, .failed, "\(name): the disk did not answer")
        case .tookTooLong: end(transfer, .failed, "\(name): the transfer took too long")
        }
    }

    private func end(_ transfer: TFTPTransfer, _ outcome: BootEvent.Outcome, _ detail: String) {
        let file = transfer.file
        timeline.record(
            file.stage, outcome, mac: file.mac, node: file.node, .sentence(detail),
            address: transfer.client.address,
            bytes: transfer.core.acknowledgedBytes, took: MonotonicClock.now() - transfer.startedAt)
        remove(transfer)
    }

    private func remove(_ transfer: TFTPTransfer) {
        transfers[transfer.client] = nil
        ports.giveBack(transfer.port, window: transfer.core.options.windowOctets)
        let address = transfer.client.address
        transfer.close {
            self.count -= 1
            let others = self.countOfClient[address, default: 1] - 1
            self.countOfClient[address] = others > 0 ? others : nil
        }
    }
}
