import NetIO
import NetTypes
import TFTP
import Testing

@testable import BootServer

/// The script of an installer for GRUB: over TFTP, where a request that waits is dropped and repeated.
@Suite(.timeLimit(.minutes(15)))
@NetLoop
struct GRUBInstallTests {
    private static let script = "grub/grub.cfg-01-52-54-00-12-00-01"

    /// The first block of the script, asked for until it comes, and how often that was.
    private func fetch(_ boots: ScriptedBoots, token: String?) async throws -> (text: String, requests: Int) {
        let installs = TFTPInstalls(desk: InstallDesk(boots), machines: MachineAddresses()) { _ in token }
        let service = TFTPService(
            state: try ArmedRack.state(), timeline: ArmedRack.timeline(), logger: ArmedRack.logger,
            chainloaders: ChainloaderFeed(), heard: { _ in nil }, inquire: { _ in false },
            mtu: { _ in 1500 }, installs: installs, readAhead: ImageReadAhead())
        let server = try UDPSocket(IPv4Endpoint(.loopback, 0))
        try service.serve(server)
        let client = try TransferSocket(localAddress: .loopback, longestInput: 2048)
        defer {
            service.stop()
            client.close()
        }
        let request = TFTPPacket.request(
            TFTPRequest(.read, fileName: Array(Self.script.utf8), mode: .octet, options: [])
        ).octets
        for count in 1...500 {
            client.send(request, to: IPv4Endpoint(.loopback, server.port))
            for _ in 0..<4 {
                try await Task.sleep(for: .milliseconds(5))
                guard let input = client.receive() else { continue }
                guard case .data(1, let block) = try TFTPPacket(parsing: input.payload) else {
                    throw SocketError("read the script", errno: 0)
                }
                return (String(decoding: block, as: UTF8.self), count)
            }
        }
        throw SocketError("read the script in time", errno: 0)
    }

    @Test func `the request that asks is dropped, and a later one has the installer`() async throws {
        let boots = ScriptedBoots(.installer)
        let token = try ArmedRack.token()
        let (text, requests) = try await fetch(boots, token: token)
        #expect(text.contains("'init=/init' 'quiet' 'rackrise.token=\(token)'"))
        #expect(requests > 1)
        #expect(await boots.asked == ["7 \(token)"])
    }

    @Test func `a boot that is not granted ends on the local disk`() async throws {
        let (text, _) = try await fetch(ScriptedBoots(.localDisk("no boots left")), token: ArmedRack.token())
        #expect(text.contains("no boots left") && !text.contains("bzImage"))
    }

    @Test func `a machine whose boot was not heard is told so at once`() async throws {
        let boots = ScriptedBoots(.installer)
        let (text, requests) = try await fetch(boots, token: nil)
        #expect(text.contains("carries no token of a boot") && !text.contains("bzImage"))
        #expect(requests == 1)
        #expect(await boots.asked.isEmpty)
    }
}
