import NetIO
import NetTypes
import Testing

/// A port that many clients send to.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
struct TransferPortTests {
    /// The next packet that comes to a client, which waits for it.
    private func next(_ client: TransferSocket) async -> [UInt8] {
        while true {
            if let input = client.receive() { return input.payload }
            await Task.yield()
        }
    }

    @Test func `each of many clients gets what answers its own packet`() async throws {
        let port = try TransferPort(.loopback)
        let clients = try (0..<40).map { _ in try TransferSocket(localAddress: .loopback) }
        defer {
            port.close()
            for client in clients { client.close() }
        }
        for _ in clients { port.join(window: 8) }
        let content = (0..<80).map { UInt8($0) }
        // All of them wait before the first is taken.
        for (number, client) in clients.enumerated() {
            client.send([UInt8(number), 7], to: IPv4Endpoint(.loopback, port.number))
        }
        try port.start { input in
            #expect(input.range.count == 2)
            let number = Int(input.buffer[input.range.lowerBound])
            port.sendBlocks(
                1, of: 8, number: UInt16(0x100 + number), from: content, in: number..<number + 3,
                to: input.source)
        }

        for (number, client) in clients.enumerated() {
            let packet = await next(client)
            #expect(packet == [0, 3, 1] + [number, number, number + 1, number + 2].map(UInt8.init))
        }
    }

    @Test func `a window comes after the block that was sent before it`() async throws {
        let port = try TransferPort(.loopback)
        let client = try TransferSocket(localAddress: .loopback)
        defer {
            port.close()
            client.close()
        }
        try port.start { input in
            port.sendBlocks(1, of: 2, number: 1, from: [1, 2, 3, 4, 5], in: 0..<2, to: input.source)
            port.sendBlocks(2, of: 2, number: 2, from: [1, 2, 3, 4, 5], in: 2..<5, to: input.source)
            port.send([0, 5], to: input.source)
        }
        client.send([0], to: IPv4Endpoint(.loopback, port.number))

        let packets = [await next(client), await next(client), await next(client), await next(client)]
        #expect(packets == [[0, 3, 0, 1, 1, 2], [0, 3, 0, 2, 3, 4], [0, 3, 0, 3, 5], [0, 5]])
    }

    @Test func `what a handler sent leaves before it closes the port, and no further packet is taken`()
        async throws
    {
        let port = try TransferPort(.loopback)
        let client = try TransferSocket(localAddress: .loopback)
        defer { client.close() }
        for _ in 1...2 { port.join(window: 8) }
        let server = IPv4Endpoint(.loopback, port.number)
        for number in UInt8(1)...2 { client.send([number], to: server) }
        try port.start { input in
            port.send([input.buffer[input.range.lowerBound]], to: input.source)
            port.close()
        }

        #expect(await next(client) == [1])
        #expect(client.receive() == nil)
    }
}
