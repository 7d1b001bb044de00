import NetIO
import NetTypes
import TFTP

/// One read transfer with its socket and its file.
@NetLoop
final class TFTPTransfer {
    /// How a transfer ended: with every block sent, or with a reason.
    typealias Ending = @NetLoop (TFTPTransfer, ReadTransfer.Failure?) -> Void

    let file: TFTPFile
    let client: IPv4Endpoint
    let startedAt = MonotonicClock.now()
    private var sender: TFTPSender
    private let socket: TransferSocket
    /// Hears who sends to the client's port of ours and is not the client.
    private let strangers: TransferSocket
    private let disk: TFTPDisk
    private let arm: @NetLoop (Instant) -> Void
    private let ended: Ending
    private var isLoading = false
    /// What to do when the transfer, which is closed, needs nothing any more.
    private var released: (@NetLoop () -> Void)?
    private var isClosed = false

    /// Opens a port on the address that the request was sent to.
    ///
    /// `disk` is where reads that have to wait are done; `arm` is told of deadlines, `ended` of the end, after which the
    /// transfer is to be closed.
    init(
        _ core: ReadTransfer, of file: TFTPFile, from localAddress: IPv4Address, to client: IPv4Endpoint,
        disk: TFTPDisk, arm: @escaping @NetLoop (Instant) -> Void, ended: @escaping Ending
    ) throws(SocketError) {
        self.file = file
        self.client = client
        self.disk = disk
        self.arm = arm
        self.ended = ended
        socket = try TransferSocket(localAddress: localAddress)
        do throws(SocketError) {
            strangers = try socket.sibling()
        } catch {
            socket.close()
            throw error
        }
        sender = TFTPSender(core, of: file, through: socket, disk: disk)
        do throws(SocketError) {
            try socket.connect(to: client)
            // Kept until it is closed, as every socket's handler is.
            for socket in [socket, strangers] { try socket.start { self.receive(from: socket) } }
        } catch {
            socket.close()
            strangers.close()
            throw error
        }
    }

    /// The state of the transfer.
    var core: ReadTransfer { sender.core }

    /// Whether blocks wait for the disk.
    var isHeldUp: Bool { sender.isHeldUp }

    /// Answers the request.
    func start() { finish(sender.start(at: MonotonicClock.now())) }

    /// Answers a repeated request.
    func handle(_ request: TFTPRequest) {
        finish(sender.handle(.request(request), at: MonotonicClock.now()))
    }

    /// Does what is due.
    func timedOut(at now: Instant) { finish(sender.timedOut(at: now)) }

    /// Closes the port; `released` is called once the disk, too, has nothing more to do for the transfer.
    func close(_ released: @escaping @NetLoop () -> Void) {
        isClosed = true
        sender.stop()
        socket.close()
        strangers.close()
        guard isLoading else { return released() }
        self.released = released
    }

    /// One packet a wake-up: a client sends no second one before it was answered, and asking for it costs a system call.
    private func receive(from socket: TransferSocket) {
        guard let input = socket.receive() else { return }
        guard input.source == client else {
            // Two servers must not answer each other's errors for ever.
            if case .error? = try? TFTPPacket(parsing: input.buffer, count: input.count) { return }
            let message = "this port serves another transfer"
            strangers.send(TFTPPacket.error(.unknownTransferID, message: message).octets, to: input.source)
            return
        }
        // One that does not parse is ignored.
        guard let packet = try? TFTPPacket(parsing: input.buffer, count: input.count) else { return }
        finish(sender.handle(packet, at: MonotonicClock.now()))
    }

    /// Does what a step left to be done.
    private func finish(_ outcome: TFTPSender.Outcome) {
        if let missing = outcome.missing { load(missing) }
        if let ending = outcome.ending { ended(self, ending) }
        if let deadline = outcome.deadline { arm(deadline) }
    }

    // MARK: - Disk

    /// Waits for the disk where no packet does, then sends what waits for that.
    private func load(_ range: Range<UInt64>) {
        guard !isLoading, let source = sender.reader.source else { return }
        isLoading = true
        let part = sender.reader.part(for: range)
        disk.executor.perform { [self] in
            let piece = source.read(part)
            NetLoop.executor.perform { NetLoop.assumeIsolated { self.loaded(piece) } }
        }
    }

    private func loaded(_ piece: TFTPReader.Piece) {
        isLoading = false
        guard !isClosed else {
            released?()
            released = nil
            return
        }
        finish(sender.take(piece, at: MonotonicClock.now()))
    }
}
