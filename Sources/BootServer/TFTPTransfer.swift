import NetIO
import NetTypes
import TFTP

/// One read transfer with its socket and its file.
@NetLoop
final class TFTPTransfer {
    var core: ReadTransfer
    let file: TFTPFile
    let socket: TransferSocket
    let client: IPv4Endpoint
    let startedAt: Instant

    init(core: ReadTransfer, file: TFTPFile, socket: TransferSocket, client: IPv4Endpoint, startedAt: Instant)
    {
        self.core = core
        self.file = file
        self.socket = socket
        self.client = client
        self.startedAt = startedAt
    }

    /// Blocks that leave together.
    private struct Run {
        var number: UInt16
        var count: Int
        var range: Range<UInt64>
    }

    private var run: Run?

    /// Adds a block to those that leave with the next `flush`; they follow each other.
    func queueBlock(_ number: UInt16, _ offset: UInt64, _ count: Int) {
        if let run, run.range.upperBound != offset { flush() }
        let first = run ?? Run(number: number, count: 0, range: offset..<offset)
        run = Run(
            number: first.number, count: first.count + 1,
            range: first.range.lowerBound..<offset + UInt64(count))
    }

    /// Sends the blocks that wait.
    func flush() {
        guard let run else { return }
        self.run = nil
        let (octets, range) = file.octets(run.range)
        socket.sendBlocks(
            run.count, of: core.options.blockSize, number: run.number, from: octets, in: range, to: client)
    }
}

extension ReadTransfer {
    /// Takes a packet as it came; one that does not parse is ignored.
    mutating func handle(_ payload: [UInt8], at now: Instant, into actions: inout [Action]) {
        guard let packet = try? TFTPPacket(parsing: payload) else { return }
        handle(packet, at: now, into: &actions)
    }
}
