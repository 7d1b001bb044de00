/// The checksum of IPv4, UDP and TCP: the ones' complement of the ones' complement sum of 16-bit words (RFC 1071).
struct InternetChecksum {
    private var sum: UInt64 = 0

    /// Adds octets; an odd number of them is taken as if a zero followed, so only the last run may be odd.
    mutating func add(_ octets: some Sequence<UInt8>) {
        var high: UInt8?
        for octet in octets {
            if let first = high {
                sum += UInt64(first) << 8 | UInt64(octet)
                high = nil
            } else {
                high = octet
            }
        }
        if let high { sum += UInt64(high) << 8 }
    }

    /// Adds one word.
    mutating func add(_ word: UInt16) { sum += UInt64(word) }

    /// The checksum; zero over data that holds its own correct checksum.
    var value: UInt16 {
        var folded = sum
        while folded > 0xFFFF { folded = folded & 0xFFFF + folded >> 16 }
        return ~UInt16(truncatingIfNeeded: folded)
    }
}
