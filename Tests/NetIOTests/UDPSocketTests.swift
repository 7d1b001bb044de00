import Commands
import NetIO
import NetTypes
import Testing

/// Datagrams over the loopback interface, with the kernel's word on both ends.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
struct UDPSocketTests {
    /// What arrives on a socket, as a sequence.
    private func datagrams(of socket: UDPSocket) throws -> AsyncStream<Datagram> {
        let (stream, continuation) = AsyncStream.makeStream(of: Datagram.self)
        try socket.start { continuation.yield($0) }
        return stream
    }

    @Test func `a datagram carries where it came from and which address it was sent to`() async throws {
        let server = try UDPSocket(IPv4Endpoint(.any, 0))
        let client = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer {
            server.close()
            client.close()
        }
        let received = try datagrams(of: server)
        let address = try #require(IPv4Address("127.0.3.4"))
        #expect(client.send([1, 2, 3], to: IPv4Endpoint(address, server.port)))

        var iterator = received.makeAsyncIterator()
        let datagram = try #require(await iterator.next())
        #expect(datagram.payload == [1, 2, 3])
        #expect(datagram.source == IPv4Endpoint(.loopback, client.port))
        #expect(datagram.destination == address)
        #expect(datagram.localAddress == address)
    }

    @Test func `an answer leaves from the address that it is told to`() async throws {
        let server = try UDPSocket(IPv4Endpoint(.any, 0))
        let client = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer {
            server.close()
            client.close()
        }
        let received = try datagrams(of: client)
        let from = try #require(IPv4Address("127.0.7.7"))
        #expect(server.send([9], to: IPv4Endpoint(.loopback, client.port), from: from))

        var iterator = received.makeAsyncIterator()
        #expect(await iterator.next()?.source == IPv4Endpoint(from, server.port))
    }

    @Test func `a datagram that is too long is dropped whole, the next one is heard`() async throws {
        let server = try UDPSocket(IPv4Endpoint(.loopback, 0))
        let client = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer {
            server.close()
            client.close()
        }
        let received = try datagrams(of: server)
        let destination = IPv4Endpoint(.loopback, server.port)
        client.send([UInt8](repeating: 7, count: UDPSocket.Limits.payload + 1), to: destination)
        client.send([UInt8](repeating: 8, count: UDPSocket.Limits.payload), to: destination)

        var iterator = received.makeAsyncIterator()
        let first = try #require(await iterator.next())
        #expect(first.payload == [UInt8](repeating: 8, count: UDPSocket.Limits.payload))
    }

    @Test func `the answers of a batch leave together, and one that cannot spoils no other`() async throws {
        let server = try UDPSocket(IPv4Endpoint(.loopback, 0))
        let client = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer {
            server.close()
            client.close()
        }
        for number in UInt8(0)..<40 { client.send([number], to: IPv4Endpoint(.loopback, server.port)) }
        let (reports, reported) = AsyncStream.makeStream(of: Bool.self)
        try server.start { [unowned server] request in
            let length = request.payload[0] == 7 ? 70_000 : 1
            server.answer(
                [UInt8](repeating: request.payload[0], count: length), to: request.source, from: .loopback,
                interfaceIndex: 0
            ) { reported.yield($0) }
        }
        var answers = try datagrams(of: client).makeAsyncIterator()
        for number in UInt8(0)..<40 where number != 7 {
            #expect(await answers.next()?.payload == [number])
        }
        var outcomes = reports.makeAsyncIterator()
        for number in 0..<40 { #expect(await outcomes.next() == (number != 7)) }
        #expect(server.sendFailures == 1)
    }

    @Test func `an answer from an address that is gone by then is not sent, the next one is`() async throws {
        let server = try UDPSocket(IPv4Endpoint(.any, 0))
        let client = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer {
            server.close()
            client.close()
        }
        let address = IPv4Address(198, 18, 77, 10)
        try await LoopbackAddress.lend("\(address)") { loopback in
            try await loopback.add()
            let (reports, reported) = AsyncStream.makeStream(of: Bool.self)
            try server.start { [unowned server] request in
                for from in [address, .loopback] {
                    server.answer([1], to: request.source, from: from, interfaceIndex: 0) {
                        reported.yield($0)
                    }
                }
            }
            var answers = try datagrams(of: client).makeAsyncIterator()
            var outcomes = reports.makeAsyncIterator()
            let destination = IPv4Endpoint(.loopback, server.port)
            client.send([0], to: destination)
            for from in [address, .loopback] {
                #expect(await answers.next()?.source == IPv4Endpoint(from, server.port))
                #expect(await outcomes.next() == true)
            }

            try await loopback.remove()
            client.send([0], to: destination)
            #expect(await answers.next()?.source == destination)
            #expect(await outcomes.next() == false)
            #expect(await outcomes.next() == true)
        }
    }

    @Test func `what cannot be sent is counted`() throws {
        let socket = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer { socket.close() }
        #expect(!socket.send([UInt8](repeating: 0, count: 70_000), to: IPv4Endpoint(.loopback, 9)))
        #expect(socket.sendFailures == 1)
    }

    @Test func `a port that is taken says which`() throws {
        let first = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer { first.close() }
        let error = #expect(throws: SocketError.self) { try UDPSocket(IPv4Endpoint(.loopback, first.port)) }
        #expect(error?.isAddressInUse == true)
        #expect(error?.description.contains("bind UDP port \(first.port)") == true)
    }
}
