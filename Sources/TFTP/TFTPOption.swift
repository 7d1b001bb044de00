import NetTypes

/// One option of a request or of an OACK (RFC 2347): name and value as they are spelled on the wire.
public struct TFTPOption: Hashable, Sendable {
    /// The name as its sender spelled it; compare with `isNamed(_:)`.
    public let name: String
    /// The value, in digits for every option we know.
    public let value: String

    /// Makes an option.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the name is `other` in any case.
    public func isNamed(_ other: String) -> Bool { name.lowercased() == other.lowercased() }

    /// The value as a number; nil unless it is 1 to 19 decimal digits and nothing else.
    public var number: UInt64? {
        let digits = value.utf8
        guard (1...19).contains(digits.count) else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            guard digit.isASCIIDigit else { return nil }
            number = number * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
