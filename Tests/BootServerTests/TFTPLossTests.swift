import BootModel
import Commands
import Foundation
import NetIO
import NetTypes
import TFTP
import Testing

@testable import BootServer

/// Transfers of which an end goes away in the middle of a window.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
final class TFTPLossTests {
    private let recorder = EventRecorder()
    private let transfers: TFTPTransfers
    private let content = [UInt8](repeating: 7, count: 100_000)
    private var program: TFTPFile {
        TFTPFile(name: "program", stage: .chainloader, content: .octets(content))
    }

    init() {
        transfers = TFTPTransfers(
            timeline: Timeline(recorder: recorder, logger: ArmedRack.logger), chainloaders: ChainloaderFeed(),
            logger: ArmedRack.logger)
    }

    private func next(of socket: TransferSocket) async throws -> TransferSocket.Input {
        while true {
            if let input = socket.receive() { return input }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Reads a window of four blocks and the first block of the next one from an address of the server.
    private func readOneWindow(from address: IPv4Address) async throws -> TransferSocket {
        let client = try TransferSocket(localAddress: .loopback)
        let options = [TFTPOption("blksize", "512"), TFTPOption("windowsize", "4")]
        transfers.begin(
            TFTPRequest(.read, fileName: [97], mode: .octet, options: options), program, blockSize: 1468,
            from: address, to: IPv4Endpoint(.loopback, client.port))
        let server = try await next(of: client).source
        client.send(TFTPPacket.acknowledgment(0).octets, to: server)
        for _ in 0..<4 { _ = try await next(of: client) }
        client.send(TFTPPacket.acknowledgment(4).octets, to: server)
        _ = try await next(of: client)
        return client
    }

    /// Expects that a transfer ends with what the machine has of it, and that the next machine gets all.
    private func expectEnd() async throws {
        var events: [BootEvent] = []
        while events.isEmpty {
            events = recorder.take().events
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(events.map(\.detail) == ["program: the machine stopped answering"])
        #expect(events.map(\.outcome) == [.failed] && events.map(\.bytes) == [2048])
        #expect(try await TFTPDownload([]).read(program, from: transfers) == content)
    }

    @Test func `a client that closes its port has stopped answering`() async throws {
        defer { transfers.stop() }
        let client = try await readOneWindow(from: .loopback)
        client.close()
        try await expectEnd()
    }

    @Test func `an address that is taken from the server ends the transfers from it alone`() async throws {
        defer { transfers.stop() }
        let address = IPv4Address(198, 18, 77, 9)
        try await LoopbackAddress.lend("\(address)") { loopback in
            try await loopback.add()
            let client = try await readOneWindow(from: address)
            defer { client.close() }
            try await loopback.remove()
            try await expectEnd()
        }
    }
}
