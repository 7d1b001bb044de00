import BootModel
import Foundation
import NetIO
import NetTypes
import Synchronization
import TFTP
import Testing

@testable import BootServer

/// Transfers over real sockets, with our own client at the other end.
@Suite(.timeLimit(.minutes(2)))
@NetLoop
final class TFTPTransfersTests {
    private let path = FileManager.default.temporaryDirectory.appending(
        path: "rackrise-\(UUID().uuidString)"
    ).path
    private let disk = LoopExecutor(label: "test.disk")
    private let transfers: TFTPTransfers

    init() {
        transfers = TFTPTransfers(
            timeline: ArmedRack.timeline(), chainloaders: ChainloaderFeed(), logger: ArmedRack.logger,
            disk: disk)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// No block is like another.
    private func content(_ count: Int) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: count)
        for start in stride(from: 0, to: count, by: 256) {
            for place in 0..<min(4, count - start) {
                octets[start + place] = UInt8(start >> (8 * place) & 255)
            }
        }
        return octets
    }

    private func file(_ octets: [UInt8]) throws -> TFTPFile {
        try Data(octets).write(to: URL(filePath: path))
        return TFTPFile(
            name: "file", stage: .initrd, content: .file(try OpenFile(path: path), segment: [1, 2, 3]))
    }

    @Test(arguments: [1, 16])
    func `block numbers roll over on the way to our own client`(window: Int) async throws {
        defer { transfers.stop() }
        // The last block's number is 4 once more; what follows the file begins within it.
        let content = content((65_536 + 3) * 512 + 100)
        var options = [TFTPOption("tsize", "0")]
        if window > 1 { options.append(TFTPOption("windowsize", String(window))) }
        let download = try TFTPDownload(options)

        let octets = try await download.read(try file(content), from: transfers)

        #expect(octets.count == content.count + 3)
        #expect(octets == content + [1, 2, 3])
    }

    @Test(arguments: [(8, 1), (512, 1), (1428, 4), (1468, 16), (8192, 16), (16_384, 16), (65_464, 1)])
    func `a file arrives whole in blocks of any size`(block: Int, window: Int) async throws {
        defer { transfers.stop() }
        let content = content(block < 512 ? 30_000 : 700_001)
        let download = try TFTPDownload([
            TFTPOption("blksize", String(block)), TFTPOption("windowsize", String(window)),
        ])

        let octets = try await download.read(try file(content), from: transfers, blockSize: 65_464)

        #expect(octets == content + [1, 2, 3])
    }

    /// Has the disk answer nothing until it is let go.
    private final class Brake: Sendable {
        private let isOn = Mutex(true)
        func release() { isOn.withLock { $0 = false } }
        func hold() { while isOn.withLock({ $0 }) { usleep(1000) } }
    }

    @Test func `who waits for the disk makes nobody else wait`() async throws {
        defer { transfers.stop() }
        let content = content(3_000_000)
        let cold = try file(content)
        let opened = try OpenFile(path: path)
        // What is written is dropped from memory, where the file system has a disk.
        #expect(fsync(opened.descriptor) == 0)
        #expect(posix_fadvise(opened.descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0)
        let brake = Brake()
        disk.perform { brake.hold() }
        let waiting = try TFTPDownload([TFTPOption("blksize", "1468"), TFTPOption("windowsize", "16")])
        let image = Task { try await waiting.read(cold, from: transfers) }

        let program = TFTPFile(name: "program", stage: .chainloader, content: .octets(content))
        let other = try TFTPDownload([TFTPOption("blksize", "1468")])
        #expect(try await other.read(program, from: transfers) == content)
        brake.release()

        #expect(try await image.value == content + [1, 2, 3])
    }

    @Test func `who sends to another's port is told so, and the transfer goes on`() async throws {
        defer { transfers.stop() }
        let content = content(2_000_000)
        let download = try TFTPDownload([TFTPOption("blksize", "512")])
        let read = Task { try await download.read(try file(content), from: transfers) }
        let stranger = try TransferSocket(localAddress: .loopback)
        defer { stranger.close() }
        let (answers, continuation) = AsyncStream<[UInt8]>.makeStream()
        try stranger.start { if let input = stranger.receive() { continuation.yield(input.payload) } }
        while download.server == nil { await Task.yield() }
        let server = try #require(download.server)

        stranger.send(TFTPPacket.acknowledgment(1).octets, to: server)
        var iterator = answers.makeAsyncIterator()
        let answer = try #require(await iterator.next())

        guard case .error(.unknownTransferID, _) = try TFTPPacket(parsing: answer) else {
            Issue.record("\(answer)")
            return
        }
        #expect(try await read.value == content + [1, 2, 3])
    }
}
