import NetIO
import NetTypes
import TFTP

/// One read transfer with its file.
@NetLoop
final class TFTPTransfer {
    /// How a transfer ended: with every block sent, or with a reason.
    typealias Ending = @NetLoop (TFTPTransfer, ReadTransfer.Failure?) -> Void

    let file: TFTPFile
    let client: IPv4Endpoint
    let startedAt = MonotonicClock.now()
    /// Where it comes from, and what the client sends goes to.
    let port: TransferPort
    private var sender: TFTPSender
    private let disk: TFTPDisk
    private let arm: @NetLoop (Instant) -> Void
    private let ended: Ending
    private var isLoading = false
    /// What to do when the transfer, which is closed, needs nothing any more.
    private var released: (@NetLoop () -> Void)?
    private var isClosed = false

    /// Makes one that has not begun.
    ///
    /// `disk` is where reads that have to wait are done; `arm` is told of deadlines, `ended` of the end, after which the
    /// transfer is to be closed.
    init(
        _ core: ReadTransfer, of file: TFTPFile, from port: TransferPort, to client: IPv4Endpoint,
        disk: TFTPDisk, arm: @escaping @NetLoop (Instant) -> Void, ended: @escaping Ending
    ) {
        self.file = file
        self.client = client
        self.port = port
        self.disk = disk
        self.arm = arm
        self.ended = ended
        sender = TFTPSender(core, of: file, from: port, to: client, disk: disk)
    }

    /// The state of the transfer.
    var core: ReadTransfer { sender.core }

    /// Whether blocks wait for the disk.
    var isHeldUp: Bool { sender.isHeldUp }

    /// Answers the request.
    func start() { finish(sender.start(at: MonotonicClock.now())) }

    /// Takes a packet of the client.
    func handle(_ packet: TFTPPacket) { finish(sender.handle(packet, at: MonotonicClock.now())) }

    /// Does what is due.
    func timedOut(at now: Instant) { finish(sender.timedOut(at: now)) }

    /// Sends nothing any more; `released` is called once the disk, too, has nothing more to do for the transfer.
    func close(_ released: @escaping @NetLoop () -> Void) {
        isClosed = true
        sender.stop()
        guard isLoading else { return released() }
        self.released = released
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
