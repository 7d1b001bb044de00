/// Hexadecimal digits to and from octets.
public enum Hexadecimal {
    /// The value of one ASCII digit in either case, or nil.
    public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The two lower-case digits of one octet.
    public static func text(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16)
        return octet < 16 ? "0" + digits : digits
    }

    /// The lower-case digits of a run of octets.
    public static func text(_ octets: some Sequence<UInt8>) -> String {
        octets.map { text($0) }.joined()
    }

    /// The octets of an even number of digits, or nil.
    public static func octets(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index]), let low = value(of: digits[index + 1]) else {
                return nil
            }
            octets.append(high << 4 | low)
        }
        return octets
    }
}
