import NetIO
import NetTypes
import TFTP

@testable import BootServer

/// One read of a file, by our own client over the loopback interface.
@NetLoop
final class TFTPDownload {
    struct Failure: Error { let what: String }

    /// How many packets the server sent.
    private(set) var packets = 0
    private var core: ReadClient
    private let socket: TransferSocket
    /// What came so far.
    private(set) var octets: [UInt8] = []
    private var whole: CheckedContinuation<[UInt8], any Error>?
    /// The port that answered.
    private(set) var server: IPv4Endpoint?

    private let address: IPv4Address

    init(_ options: [TFTPOption], at address: IPv4Address = .loopback) throws {
        self.address = address
        core = ReadClient(fileName: "file", options: options)
        socket = try TransferSocket(
            localAddress: address, longestInput: 65_507, receiveBuffer: 1 << 20)
    }

    /// Reads `file` and returns what came.
    func read(_ file: TFTPFile, from transfers: TFTPTransfers, blockSize: Int = 1468) async throws -> [UInt8]
    {
        defer { socket.close() }
        try socket.start { self.receive() }
        return try await withCheckedThrowingContinuation { whole in
            self.whole = whole
            var actions: [ReadClient.Action] = []
            // The request itself arrives by the call below.
            core.start(at: MonotonicClock.now(), into: &actions)
            transfers.begin(
                core.request, file, blockSize: blockSize, from: .loopback,
                to: IPv4Endpoint(address, socket.port))
        }
    }

    private func receive() {
        for _ in 0..<16 {
            guard whole != nil, let input = socket.receive() else { return }
            guard let packet = try? TFTPPacket(parsing: input.buffer, in: 0..<input.count) else {
                return end(.failure(Failure(what: "an unknown packet")))
            }
            packets += 1
            server = input.source
            var actions: [ReadClient.Action] = []
            core.handle(packet, at: MonotonicClock.now(), into: &actions)
            for action in actions { perform(action, input.source) }
        }
    }

    private func perform(_ action: ReadClient.Action, _ server: IPv4Endpoint) {
        switch action {
        case .send(let packet): socket.send(packet, to: server)
        case .deliver(let block): octets += block
        case .finished: end(.success(octets))
        case .failed(let failure): end(.failure(Failure(what: "\(failure)")))
        }
    }

    private func end(_ result: Result<[UInt8], any Error>) {
        whole?.resume(with: result)
        whole = nil
    }
}
