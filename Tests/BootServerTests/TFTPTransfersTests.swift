import BootModel
import Foundation
import NetIO
import NetTypes
import Synchronization
import TFTP
import Testing

@testable import BootServer

/// Transfers over real sockets, with our own client at the other end.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
final class TFTPTransfersTests {
    /// Whether the kernel has files in memory.
    private final class Memory: Sendable { let isWarm = Atomic(true) }

    private let path = FileManager.default.temporaryDirectory.appending(
        path: "rackrise-\(UUID().uuidString)"
    ).path
    private let disk = LoopExecutor(label: "test.disk")
    private let memory = Memory()
    private let transfers: TFTPTransfers

    init() {
        let memory = memory
        let reading = TFTPDisk(executor: disk) { file, offset, count in
            memory.isWarm.load(ordering: .relaxed) ? file.readAtOnce(offset: offset, count: count) : nil
        }
        transfers = TFTPTransfers(
            timeline: ArmedRack.timeline(), chainloaders: ChainloaderFeed(), logger: ArmedRack.logger,
            disk: reading)
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

    @Test func `a file in a mode that is not served was not sent`() throws {
        let recorder = EventRecorder()
        let transfers = TFTPTransfers(
            timeline: Timeline(recorder: recorder, logger: ArmedRack.logger), chainloaders: ChainloaderFeed(),
            logger: ArmedRack.logger)
        defer { transfers.stop() }
        let request = TFTPRequest(.read, fileName: Array("file".utf8), mode: .netascii, options: [])
        transfers.begin(
            request, try file([1]), blockSize: 512, from: .loopback, to: IPv4Endpoint(.loopback, 9))
        #expect(
            recorder.take().events.map(\.detail) == [
                "not sent by TFTP: netascii is not supported, use octet mode"
            ])
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

    /// Returns when the disk has done what it was asked for, and its answers were taken.
    private func settle() async {
        await withCheckedContinuation { done in
            disk.perform { NetLoop.executor.perform { done.resume() } }
        }
    }

    @Test func `who waits for the disk makes nobody else wait`() async throws {
        defer { transfers.stop() }
        let content = content(3_000_000)
        let cold = try file(content)
        memory.isWarm.store(false, ordering: .relaxed)
        let brake = Brake()
        disk.perform { brake.hold() }
        let waiting = try TFTPDownload([TFTPOption("blksize", "1468"), TFTPOption("windowsize", "16")])
        let image = Task { try await waiting.read(cold, from: transfers) }

        let program = TFTPFile(name: "program", stage: .chainloader, content: .octets(content))
        let other = try TFTPDownload([TFTPOption("blksize", "1468")])
        #expect(try await other.read(program, from: transfers) == content)
        #expect(waiting.octets.isEmpty)
        brake.release()

        #expect(try await image.value == content + [1, 2, 3])
    }

    @Test(arguments: [(1468, 16), (8192, 16), (16_384, 16), (65_464, 4)])
    func `a window that the disk has to be asked for leaves whole, without a repetition`(
        block: Int, window: Int
    ) async throws {
        defer { transfers.stop() }
        let content = content(700_001)
        let cold = try file(content)
        memory.isWarm.store(false, ordering: .relaxed)
        // So long that a busy host is no reason to send anything again.
        let download = try TFTPDownload([
            TFTPOption("blksize", String(block)), TFTPOption("windowsize", String(window)),
            TFTPOption("timeout", "100"),
        ])

        let octets = try await download.read(cold, from: transfers, blockSize: 65_464)

        #expect(octets == content + [1, 2, 3])
        #expect(download.packets == 1 + octets.count / block + 1)
    }

    @Test func `files that nobody reads any more are closed, and so many at most wait for the disk`()
        async throws
    {
        defer { transfers.stop() }
        try Data(content(100_000)).write(to: URL(filePath: path))
        memory.isWarm.store(false, ordering: .relaxed)
        let brake = Brake()
        disk.perform { brake.hold() }
        // Without options the first block is the answer, and a request for another file ends the transfer.
        let request = TFTPRequest(.read, fileName: [97], mode: .octet, options: [])
        let another = TFTPRequest(.read, fileName: [98], mode: .octet, options: [])
        for port in UInt16(40_000)..<40_100 {
            let client = IPv4Endpoint(.loopback, port)
            let cold = TFTPFile(
                name: "file", stage: .initrd, content: .file(try OpenFile(path: path), segment: []))
            transfers.begin(request, cold, blockSize: 1468, from: .loopback, to: client)
            #expect(!transfers.handle(another, from: client))
        }
        #expect(try openCount() == TFTPTransfers.Limits.transfersPerClient)
        brake.release()
        await settle()

        // Their places are free again.
        let download = try TFTPDownload([])
        let whole = TFTPFile(
            name: "file", stage: .initrd, content: .file(try OpenFile(path: path), segment: []))
        #expect(try await download.read(whole, from: transfers) == content(100_000))
    }

    /// How many descriptors of this process are of the file.
    private func openCount() throws -> Int {
        let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return names.count { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) == path
        }
    }

    @Test func `who sends to another's port is told so, and the transfer goes on`() async throws {
        defer { transfers.stop() }
        let content = content(100_000)
        // The transfer is under way as long as its disk does not answer.
        memory.isWarm.store(false, ordering: .relaxed)
        let brake = Brake()
        disk.perform { brake.hold() }
        let download = try TFTPDownload([TFTPOption("blksize", "512")])
        let read = Task { try await download.read(try file(content), from: transfers) }
        let stranger = try TransferSocket(localAddress: .loopback)
        let complainer = try TransferSocket(localAddress: .loopback)
        defer { for socket in [stranger, complainer] { socket.close() } }
        let (answers, continuation) = AsyncStream<[UInt8]>.makeStream()
        try stranger.start { if let input = stranger.receive() { continuation.yield(input.payload) } }
        while download.server == nil { await Task.yield() }
        let server = try #require(download.server)

        // In this order: an answer to the error would be there before the other one.
        complainer.send(TFTPPacket.error(.unknownTransferID, message: "no").octets, to: server)
        stranger.send(TFTPPacket.acknowledgment(1).octets, to: server)
        var iterator = answers.makeAsyncIterator()
        let answer = try #require(await iterator.next())
        #expect(complainer.receive() == nil)
        brake.release()

        guard case .error(.unknownTransferID, _) = try TFTPPacket(parsing: answer) else {
            Issue.record("\(answer)")
            return
        }
        #expect(try await read.value == content + [1, 2, 3])
    }

    @Test(arguments: [1, 16])
    func `transfers that share a port do not disturb each other`(window: Int) async throws {
        defer { transfers.stop() }
        let contents = (0..<50).map { content(100_000 + $0) }
        // So few of an address that all are served at once.
        let downloads = try contents.indices.map { index in
            try TFTPDownload(
                [TFTPOption("windowsize", String(window)), TFTPOption("timeout", "100")],
                at: IPv4Address(127, 0, 0, UInt8(1 + index % 10)))
        }
        let reads = zip(contents, downloads).map { content, download in
            Task {
                try await download.read(
                    TFTPFile(name: "file", stage: .chainloader, content: .octets(content)), from: transfers)
            }
        }
        for (content, read) in zip(contents, reads) { #expect(try await read.value == content) }

        #expect(downloads.allSatisfy { $0.packets == 1 + $0.octets.count / 512 + 1 })
        #expect(Set(downloads.map { $0.server?.port }).count <= 2)
    }

    @Test func `what is late from a client's last transfer neither disturbs nor is answered`() async throws {
        defer { transfers.stop() }
        let file = TFTPFile(name: "file", stage: .chainloader, content: .octets(content(100_000)))
        let sockets = try (0..<3).map { _ in try TransferSocket(localAddress: .loopback) }
        defer { for socket in sockets { socket.close() } }
        let (client, neighbour, stranger) = (sockets[0], sockets[1], sockets[2])
        begin(97, file, to: client)
        let old = await next(client).source
        // Keeps the client's old port open.
        begin(97, file, to: neighbour)
        let shared = await next(neighbour).source
        #expect(!transfers.handle(request(98), from: IPv4Endpoint(.loopback, client.port)))
        begin(98, file, to: client)
        let now = await next(client).source
        #expect(now != old)

        client.send(TFTPPacket.acknowledgment(0).octets, to: shared)
        try await expectRefusal(of: stranger, at: shared)
        #expect(client.receive() == nil)
        client.send(TFTPPacket.acknowledgment(0).octets, to: now)
        let (block, source) = await next(client)
        #expect(source == now)
        #expect(block.prefix(4) == [0, 3, 0, 1])
    }

    @Test func `a last ACK that comes twice is not answered, also before the client's next transfer`()
        async throws
    {
        defer { transfers.stop() }
        let sockets = try (0..<3).map { _ in try TransferSocket(localAddress: .loopback) }
        defer { for socket in sockets { socket.close() } }
        let (client, neighbour, stranger) = (sockets[0], sockets[1], sockets[2])
        let file = TFTPFile(name: "file", stage: .chainloader, content: .octets(content(10)))
        begin(97, file, to: neighbour)
        begin(97, file, to: client)
        let port = await next(client).source
        client.send(TFTPPacket.acknowledgment(0).octets, to: port)
        _ = await next(client)
        for _ in 0..<2 { client.send(TFTPPacket.acknowledgment(1).octets, to: port) }

        try await expectRefusal(of: stranger, at: port)
        #expect(client.receive() == nil)
        #expect(transfers.handle(request(97), from: IPv4Endpoint(.loopback, neighbour.port)))
        #expect(!transfers.handle(request(97), from: IPv4Endpoint(.loopback, client.port)))
    }

    private func request(_ name: UInt8) -> TFTPRequest {
        // Nothing is repeated, however busy the host is.
        TFTPRequest(.read, fileName: [name], mode: .octet, options: [TFTPOption("timeout", "100")])
    }

    private func begin(_ name: UInt8, _ file: TFTPFile, to socket: TransferSocket) {
        transfers.begin(
            request(name), file, blockSize: 512, from: .loopback, to: IPv4Endpoint(.loopback, socket.port))
    }

    private func next(_ socket: TransferSocket) async -> (packet: [UInt8], source: IPv4Endpoint) {
        while !Task.isCancelled {
            if let input = socket.receive() { return (input.payload, input.source) }
            await Task.yield()
        }
        return ([], IPv4Endpoint(.any, 0))
    }

    /// Who has no transfer is told so, after all that came to the port before.
    private func expectRefusal(of stranger: TransferSocket, at port: IPv4Endpoint) async throws {
        stranger.send(TFTPPacket.acknowledgment(1).octets, to: port)
        guard case .error(.unknownTransferID, _) = try TFTPPacket(parsing: await next(stranger).packet) else {
            Issue.record("a stranger is told so")
            return
        }
    }
}
