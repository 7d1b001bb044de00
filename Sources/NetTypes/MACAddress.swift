/// A 48-bit IEEE 802 hardware address, the key of the whitelist.
public struct MACAddress: Hashable, Sendable {
    /// The address as a number; the first octet on the wire is the most significant of the low 48 bits.
    public let rawValue: UInt64

    /// Makes an address from the low 48 bits of `rawValue`; higher bits are dropped.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue & 0xFFFF_FFFF_FFFF
    }

    /// Makes an address from exactly six octets in wire order, else nil.
    @inlinable
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == 6 else { return nil }
        rawValue = octets.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads the usual spellings.
    ///
    /// `52:54:00:12:34:56`, `52-54-00-12-34-56`, `5254.0012.3456`, `525400123456`, in either case. Mixed
    /// separators and other lengths give nil.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let layouts: [(length: Int, group: Int, separator: UInt8?)] = [
            (17, 2, UInt8(ascii: ":")), (17, 2, UInt8(ascii: "-")), (14, 4, UInt8(ascii: ".")), (12, 12, nil),
        ]
        for layout in layouts where bytes.count == layout.length {
            if let value = Self.value(of: bytes, group: layout.group, separator: layout.separator) {
                rawValue = value
                return
            }
        }
        return nil
    }

    /// ff:ff:ff:ff:ff:ff: everyone on the link.
    public static let broadcast = MACAddress(rawValue: .max)

    /// The six octets in wire order.
    public var octets: [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: rawValue >> (40 - 8 * UInt64($0))) }
    }

    /// True for group addresses (multicast and broadcast), which no machine sends from.
    public var isGroup: Bool { rawValue & 0x0100_0000_0000 != 0 }

    /// The twelve lower-case hexadecimal digits without separators.
    public var bareHexadecimal: String { Hexadecimal.text(octets) }

    private static func value(of bytes: [UInt8], group: Int, separator: UInt8?) -> UInt64? {
        var value: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if separator != nil, index % (group + 1) == group {
                guard byte == separator else { return nil }
                continue
            }
            guard let digit = Hexadecimal.value(of: byte) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }
}

extension MACAddress: CustomStringConvertible {
    /// The stored spelling: lower case with colons.
    public var description: String { Hexadecimal.text(octets, separator: UInt8(ascii: ":")) }
}

extension MACAddress: Comparable {
    /// Orders by numeric value.
    public static func < (left: MACAddress, right: MACAddress) -> Bool { left.rawValue < right.rawValue }
}
