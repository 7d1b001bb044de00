/// The permission bits of a file.
public struct FileMode: Hashable, Sendable, CustomStringConvertible {
    /// The bits, at most 0o7777.
    public let bits: UInt16

    /// Takes the low twelve bits.
    public init(bits: UInt16) { self.bits = bits & 0o7777 }

    /// Reads three or four octal digits; nil for anything else.
    public init?(_ text: String) {
        guard (3...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
            let bits = UInt16(text, radix: 8)
        else { return nil }
        self.init(bits: bits)
    }

    /// Four octal digits.
    public var description: String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Whether users other than the owner and the group get anything.
    public var isOpenToOthers: Bool { bits & 0o007 != 0 }
}
