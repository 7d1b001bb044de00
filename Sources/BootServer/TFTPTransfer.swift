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

    func sendBlock(_ number: UInt16, _ offset: UInt64, _ count: Int) {
        socket.send(TFTPPacket.dataHeader(block: number) + file.octets(offset, count), to: client)
    }
}

extension ReadTransfer {
    /// Takes a packet as it came; one that does not parse is ignored.
    mutating func handle(_ payload: [UInt8], at now: Instant, into actions: inout [Action]) {
        guard let packet = try? TFTPPacket(parsing: payload) else { return }
        handle(packet, at: now, into: &actions)
    }
}
