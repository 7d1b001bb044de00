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

    /// Octets of a file that are read at once, where a window is shorter: eleven blocks of the usual size.
    private static let readSize: UInt64 = 16 << 10
    /// What was read of the file last, and where that begins.
    private var chunk: (octets: [UInt8], start: UInt64) = ([], 0)

    /// The octets of `range`, and where they are in them; fewer when the file became shorter.
    private func content(_ range: Range<UInt64>) -> (octets: [UInt8], range: Range<Int>) {
        if case .octets(let octets) = file.content {
            return (octets, Int(range.lowerBound)..<Int(range.upperBound))
        }
        guard range.count < Self.readSize else {
            let octets = file.octets(range)
            return (octets, 0..<octets.count)
        }
        if range.lowerBound < chunk.start || range.upperBound > chunk.start + UInt64(chunk.octets.count) {
            let end = min(range.lowerBound + Self.readSize, file.size)
            chunk = (file.octets(range.lowerBound..<end), range.lowerBound)
        }
        let start = Int(range.lowerBound - chunk.start)
        return (chunk.octets, start..<min(start + range.count, chunk.octets.count))
    }

    /// Sends the blocks that wait.
    func flush() {
        guard let run else { return }
        self.run = nil
        let (octets, range) = content(run.range)
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
