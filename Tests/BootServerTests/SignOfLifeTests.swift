import DHCP
import NetIO
import NetTypes
import Testing

@testable import BootServer

/// What the DHCP service takes for a sign that an installed system is up.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
struct SignOfLifeTests {
    @Test func `a node's system that asks for an address is heard, a stranger's is not`() async throws {
        let (heard, heardEnd) = AsyncStream.makeStream(of: MACAddress.self)
        let service = DHCPService(
            state: try ArmedRack.state(), timeline: ArmedRack.timeline(), served: try ServedInterfaces([]),
            logger: ArmedRack.logger, chainloaders: ChainloaderFeed(), readAhead: ImageReadAhead(),
            machineHeard: { heardEnd.yield($0) }, addressHeard: { _ in })
        let port = try UDPSocket(IPv4Endpoint(.loopback, 0))
        let client = try UDPSocket(IPv4Endpoint(.loopback, 0))
        defer { for socket in [port, client] { socket.close() } }
        try service.serve(port, as: .dhcp)

        let stranger = MACAddress(rawValue: 0x5254_00ff_0001)
        for mac in [stranger, ArmedRack.mac, stranger, ArmedRack.other] {
            #expect(client.send(discover(mac), to: IPv4Endpoint(.loopback, port.port)))
        }

        var macs = heard.makeAsyncIterator()
        #expect(await macs.next() == ArmedRack.mac)
        #expect(await macs.next() == ArmedRack.other)
    }

    /// A DISCOVER of no network boot program.
    private func discover(_ mac: MACAddress) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: 236)
        packet.replaceSubrange(0..<3, with: [1, 1, 6])
        packet.replaceSubrange(28..<34, with: mac.octets)
        return packet + [99, 130, 83, 99] + [53, 1, 1] + [255]
    }
}
