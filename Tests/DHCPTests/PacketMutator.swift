import SeededRandom

/// Damages packets as a bad wire, a bad client or an attacker would.
struct PacketMutator {
    private var random: SeededGenerator
    private let samples: [[UInt8]]
    /// Where the tags of each sample's options are.
    private let tags: [[Int]]

    init(seed: UInt64, samples: [[UInt8]]) {
        random = SeededGenerator(seed: seed)
        self.samples = samples
        tags = samples.map(Self.tagOffsets)
    }

    /// The next damaged copy of a sample.
    mutating func next() -> [UInt8] {
        let choice = random.below(samples.count)
        var packet = samples[choice]
        for _ in 0...random.below(3) { damage(&packet, tags: tags[choice]) }
        return packet
    }

    private mutating func damage(_ packet: inout [UInt8], tags: [Int]) {
        guard !packet.isEmpty else { return }
        let octet = UInt8(truncatingIfNeeded: random.next())
        let anywhere = random.below(packet.count)
        // Damage behind the header is what gets past the first checks.
        let inOptions = min(240 + random.below(packet.count - 240), packet.count - 1)
        let tag = tags.isEmpty ? inOptions : min(tags[random.below(tags.count)], packet.count - 1)
        switch random.below(8) {
        case 0: packet[anywhere] ^= 1 << (octet & 7)
        case 1: packet[inOptions] ^= 1 << (octet & 7)
        case 2: packet.removeLast(packet.count - inOptions)
        case 3: packet.insert(octet, at: inOptions)
        case 4: packet[min(tag + 1, packet.count - 1)] = octet
        case 5: packet[tag] = [0, 43, 52, 53, 60, 67, 77, 82, 93, 97, 175, 255][random.below(12)]
        case 6: packet.append(contentsOf: samples[random.below(samples.count)].suffix(Int(octet)))
        default: packet[random.below(4) == 0 ? anywhere : inOptions] = octet
        }
    }

    private static func tagOffsets(of packet: [UInt8]) -> [Int] {
        var offsets: [Int] = []
        var index = 240
        while index + 1 < packet.count, packet[index] != 255 {
            offsets.append(index)
            index += packet[index] == 0 ? 1 : 2 + Int(packet[index + 1])
        }
        return offsets
    }
}
