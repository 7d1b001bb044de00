import NetIO
import NetTypes
import TFTP
import Testing

@testable import BootServer

/// Which port a transfer comes from.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
struct TFTPPortsTests {
    private let ports = TFTPPorts { _, _ in }

    private func client(_ port: Int) -> IPv4Endpoint { IPv4Endpoint(.loopback, UInt16(port)) }

    @Test func `so many transfers share a port, and the next one has another`() throws {
        let taken = try (1...TFTPPorts.Limits.transfersPerPort * 2 + 1).map {
            try ports.take(of: .loopback, for: client($0), window: 1468)
        }
        defer { for port in taken { ports.giveBack(port, window: 1468) } }
        let shared = Dictionary(grouping: taken, by: \.number).mapValues(\.count)

        // Clients that have the same place in the memory of last ports are dealt to two ports.
        #expect((3...4).contains(shared.count))
        #expect(shared.values.allSatisfy { $0 <= TFTPPorts.Limits.transfersPerPort })
        #expect(taken.allSatisfy { $0.address == .loopback })
    }

    @Test func `a client's next transfer comes from another port, however many clients there are`() throws {
        let other = try ports.take(of: .loopback, for: client(1), window: 1468)
        defer { ports.giveBack(other, window: 1468) }
        var last = other
        for _ in 0..<100 {
            let port = try ports.take(of: .loopback, for: client(1), window: 1468)
            #expect(port.number != last.number)
            ports.giveBack(port, window: 1468)
            last = port
        }
    }

    @Test func `no more transfers share a port than may send a window at once`() throws {
        let first = try ports.take(of: .loopback, for: client(1), window: 1468)
        defer { ports.giveBack(first, window: 1468) }
        let window = first.capacity - 1468
        // Not one with the first client's place, which gets another port for that.
        let other = try #require((2...100).map(client).first { !ports.isLast(first, of: $0) })
        let second = try ports.take(of: .loopback, for: other, window: window)
        let third = try ports.take(of: .loopback, for: client(200), window: 1)
        #expect(second === first && third !== first)
        ports.giveBack(second, window: window)
        ports.giveBack(third, window: 1)

        // One that is too large for any has one of its own.
        let large = try ports.take(of: .loopback, for: client(4), window: first.capacity + 1)
        #expect(large !== first)
        ports.giveBack(large, window: first.capacity + 1)
    }

    @Test func `a port is closed with its last transfer, and addresses have their own`() throws {
        let first = try ports.take(of: .loopback, for: client(1), window: 1468)
        let second = try ports.take(of: IPv4Address(127, 0, 0, 2), for: client(2), window: 1468)
        #expect(first !== second)
        ports.giveBack(first, window: 1468)
        ports.giveBack(second, window: 1468)

        // It is free for anybody.
        let socket = try UDPSocket(IPv4Endpoint(.loopback, first.number))
        socket.close()
    }
}
