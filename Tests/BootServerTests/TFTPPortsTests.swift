import NetIO
import NetTypes
import TFTP
import Testing

@testable import BootServer

/// Which port a transfer comes from.
@Suite(.timeLimit(.minutes(1)))
@NetLoop
struct TFTPPortsTests {
    private let ports = TFTPPorts { _, _ in }

    private func client(_ port: Int) -> IPv4Endpoint { IPv4Endpoint(.loopback, UInt16(port)) }

    @Test func `so many transfers share a port, and the next one has another`() throws {
        let taken = try (1...TFTPPorts.Limits.transfersPerPort * 2 + 1).map {
            try ports.take(of: .loopback, for: client($0))
        }
        defer { for port in taken { ports.giveBack(port) } }
        let shared = Dictionary(grouping: taken, by: \.number).mapValues(\.count)

        // Clients that have the same place in the memory of last ports are dealt to two ports.
        #expect((3...4).contains(shared.count))
        #expect(shared.values.allSatisfy { $0 <= TFTPPorts.Limits.transfersPerPort })
        #expect(taken.allSatisfy { $0.address == .loopback })
    }

    @Test func `a client's next transfer comes from another port, however many clients there are`() throws {
        let other = try ports.take(of: .loopback, for: client(1))
        defer { ports.giveBack(other) }
        var last = other
        for _ in 0..<100 {
            let port = try ports.take(of: .loopback, for: client(1))
            #expect(port.number != last.number)
            ports.giveBack(port)
            last = port
        }
    }

    @Test func `a port is closed with its last transfer, and addresses have their own`() throws {
        let first = try ports.take(of: .loopback, for: client(1))
        let second = try ports.take(of: IPv4Address(127, 0, 0, 2), for: client(2))
        #expect(first !== second)
        ports.giveBack(first)
        ports.giveBack(second)

        // It is free for anybody.
        let socket = try UDPSocket(IPv4Endpoint(.loopback, first.number))
        socket.close()
    }
}
