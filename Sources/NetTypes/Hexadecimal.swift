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
    public static func text(_ octet: UInt8) -> String { text(CollectionOfOne(octet)) }

    /// The lower-case digits of a run of octets, with an ASCII separator between two of them.
    @inlinable
    public static func text(_ octets: some Collection<UInt8>, separator: UInt8? = nil) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(3 * octets.count)
        for octet in octets {
            if let separator, !digits.isEmpty { digits.append(separator) }
            digits.append(digit(octet >> 4))
            digits.append(digit(octet & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    @usableFromInline
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Appends the last `digits` lower-case digits of a number, at most 16.
    public static func append(_ number: UInt64, digits: Int, to text: inout [UInt8]) {
        for position in stride(from: digits - 1, through: 0, by: -1) {
            text.append(digit(UInt8(truncatingIfNeeded: number >> UInt64(4 * position)) & 15))
        }
    }

    /// The number that 1 to 16 digits in either case spell, or nil.
    public static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard (1...16).contains(digits.count) else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            number = number << 4 | UInt64(value)
        }
        return number
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
