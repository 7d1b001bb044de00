import NetTypes
import SeededRandom
import TFTP
import Testing

struct TFTPFuzzTests {
    private static let seeds: [[UInt8]] = {
        let options = [
            TFTPOption("tsize", "0"), TFTPOption("blksize", "1468"), TFTPOption("windowsize", "4"),
            TFTPOption("timeout", "2"),
        ]
        let packets: [TFTPPacket] = [
            .request(TFTPRequest(.read, fileName: Array("/a/b.efi".utf8), mode: .octet, options: options)),
            .request(TFTPRequest(.read, fileName: [0x61], mode: .octet, options: [])),
            .request(TFTPRequest(.write, fileName: [0x61], mode: .netascii, options: [])),
            .acknowledgment(0), .acknowledgment(1), .acknowledgment(3), .acknowledgment(4),
            .data(1, [1, 2, 3]), .error(.optionRefused, message: "User aborted the transfer"),
            .optionAcknowledgment(options),
        ]
        return packets.map(\.octets)
    }()

    /// A tenth of the packets are meant for a live transfer's next ACK, so that transfers get somewhere.
    @Test func `a million mutated packets never trap the parser or a transfer`() {
        let seed = UInt64.random(in: .min ... .max)
        print("TFTP fuzz seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var now = Instant(nanoseconds: 0)
        var transfer = Self.fresh(&random, Self.seeds[0])
        var actions: [ReadTransfer.Action] = []
        var nextAcknowledgment: UInt16 = 0
        var parsed = 0
        var ended = 0
        for _ in 0..<1_000_000 {
            let choice = random.next()
            var octets = Self.seeds[Int(choice % UInt64(Self.seeds.count))]
            if choice >> 60 == 0 { octets = TFTPPacket.acknowledgment(nextAcknowledgment).octets }
            if choice >> 59 & 1 == 0 { Self.mutate(&octets, &random) }
            now = now + .milliseconds(Int64(choice >> 32 & 63))

            actions.removeAll(keepingCapacity: true)
            if let packet = try? TFTPPacket(parsing: octets) {
                parsed += 1
                transfer.handle(packet, at: now, into: &actions)
            }
            if let deadline = transfer.deadline, deadline <= now {
                transfer.timedOut(at: now, into: &actions)
            }
            for case .sendBlock(let number, _, _) in actions { nextAcknowledgment = number }
            if transfer.deadline == nil {
                ended += 1
                transfer = Self.fresh(&random, octets)
                transfer.start(at: now, into: &actions)
                nextAcknowledgment = 0
            }
        }
        #expect(parsed > 300_000, "seed \(seed)")
        #expect(ended > 10_000, "seed \(seed)")
    }

    private static func fresh(_ random: inout SeededGenerator, _ octets: [UInt8]) -> ReadTransfer {
        let size = [0, 1, 5000, 1 << 40, .max][Int(random.next() % 5)] as UInt64
        if case .request(let request)? = try? TFTPPacket(parsing: octets) {
            return ReadTransfer(request: request, fileSize: size)
        }
        let options = [TFTPOption("blksize", "8"), TFTPOption("windowsize", "9")]
        return ReadTransfer(
            request: TFTPRequest(.read, fileName: [0x61], mode: .octet, options: options), fileSize: size)
    }

    private static func mutate(_ octets: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<1 + random.next() % 3 {
            let number = random.next()
            let index = Int((number >> 8) % UInt64(max(1, octets.count)))
            switch number & 3 {
            case 0 where index < octets.count: octets[index] ^= 1 << UInt8(number >> 60 & 7)
            case 1 where index < octets.count: octets[index] = UInt8(truncatingIfNeeded: number >> 40)
            case 2 where index < octets.count: octets.removeSubrange(index...)
            default: octets.append(UInt8(truncatingIfNeeded: number >> 40))
            }
        }
    }
}
