import NetTypes

/// Percent-encoded octets (RFC 3986 §2.1).
enum PercentEncoding {
    /// The octets `text` stands for, or nil when a `%` is not followed by two digits.
    static func decoded(_ text: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count)
        var iterator = text.makeIterator()
        while let octet = iterator.next() {
            switch octet {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(Hexadecimal.value(of:)),
                    let low = iterator.next().flatMap(Hexadecimal.value(of:))
                else { return nil }
                octets.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: octets.append(UInt8(ascii: " "))
            default: octets.append(octet)
            }
        }
        return octets
    }
}
