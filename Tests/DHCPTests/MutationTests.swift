import DHCP
import NetTypes
import Testing

@Suite struct MutationTests {
    /// Four runs, so that they share the processors; a million packets together.
    private static let seeds: [UInt64] = [0x5EED_0001, 0x5EED_0002, 0x5EED_0003, 0x5EED_0004]
    private static let packetsPerSeed = 250_000
    private static let samples = Vector.all.flatMap { [$0.request, $0.reference].compactMap { $0 } }

    @Test(arguments: seeds)
    func `no damaged packet traps, and every answer to one is sound`(seed: UInt64) throws {
        var mutator = PacketMutator(seed: seed, samples: Self.samples)
        var parsed = 0
        var answered = 0
        for _ in 0..<Self.packetsPerSeed {
            let packet = mutator.next()
            guard let message = try? DHCPMessage(parsing: packet) else { continue }
            parsed += 1
            readEverything(message)
            for port in BootPort.allCases {
                guard case .success(let request) = PXERequest.validate(message, arrivedOn: port),
                    let reply = try? PXEReply(
                        to: request, serverAddress: Vector.server, boot: request.bootFile("x"))
                else { continue }
                answered += 1
                guard try isSound(reply) else {
                    Issue.record(
                        "seed 0x\(String(seed, radix: 16)), port \(port): \(Hexadecimal.text(packet))")
                    return
                }
            }
        }
        print(
            "DHCP mutations: seed 0x\(String(seed, radix: 16)), \(Self.packetsPerSeed) packets, \(parsed) parsed, \(answered) answers"
        )
        #expect(parsed > Self.packetsPerSeed / 2)
        #expect(answered > Self.packetsPerSeed / 10)
    }

    private func readEverything(_ message: DHCPMessage) {
        _ = AddressSighting(message)
        _ = (message.pxeVendorOptions?.encoded(), message.ipxeOptions?.encoded(), message.userClasses)
        _ = (message.clientGUID, message.requestedAddress, message.serverIdentifier, message.bootFileName)
    }

    private func isSound(_ reply: PXEReply) throws -> Bool {
        guard (300...1472).contains(reply.payload.count), reply.payload[16..<20].allSatisfy({ $0 == 0 }),
            reply.payload[0] == 2
        else { return false }
        let message = try DHCPMessage(parsing: reply.payload)
        return message.encoded() == reply.payload
    }
}
