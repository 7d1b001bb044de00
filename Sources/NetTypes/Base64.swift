/// Base64 text to and from octets, with padding and without line ends (RFC 4648 §4).
public enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The text of a run of octets.
    public static func text(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The octets of a text, or nil; only the spelling that `text` gives is read.
    public static func octets(_ text: some StringProtocol) -> [UInt8]? {
        let text = Array(text.utf8)
        let filled = text.prefix { $0 != padding }
        guard text.count.isMultiple(of: 4), text.count - filled.count <= 2,
            text[filled.count...].allSatisfy({ $0 == padding })
        else { return nil }
        var octets: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for digit in filled {
            guard let value = value(of: digit) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        // The last digit's spare bits would spell the same octets in another way.
        return bits & (1 << count - 1) == 0 ? octets : nil
    }

    /// The six bits that a digit stands for; nil for every other octet, padding too.
    public static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
