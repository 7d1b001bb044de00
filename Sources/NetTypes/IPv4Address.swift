/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable {
    /// The address as a number; the first octet is the most significant.
    public let rawValue: UInt32

    /// Makes an address from its number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Makes an address from its four octets.
    public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        rawValue = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
    }

    /// Reads dotted decimal, exactly four numbers of 0…255 without leading zeros; anything else gives nil.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard part.utf8.allSatisfy(\.isASCIIDigit),
                part.count == 1 || part.first != "0", let octet = UInt8(part)
            else { return nil }
            value = value << 8 | UInt32(octet)
        }
        rawValue = value
    }

    /// 0.0.0.0: no address, or every local one.
    public static let any = IPv4Address(rawValue: 0)
    /// 255.255.255.255: everyone on the link.
    public static let broadcast = IPv4Address(rawValue: .max)
    /// 127.0.0.1.
    public static let loopback = IPv4Address(127, 0, 0, 1)

    /// True in 127.0.0.0/8.
    public var isLoopback: Bool { rawValue >> 24 == 127 }
    /// True in 224.0.0.0/4.
    public var isMulticast: Bool { rawValue >> 28 == 0xE }
    /// True in 169.254.0.0/16 (RFC 3927).
    public var isLinkLocal: Bool { rawValue >> 16 == 0xA9FE }
    /// Whether one machine can have it on a network: not 0.0.0.0, broadcast, multicast or loopback.
    public var isUnicast: Bool { self != .any && self != .broadcast && !isMulticast && !isLoopback }

    /// The four octets in wire order.
    public var octets: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
    }
}

extension IPv4Address: CustomStringConvertible {
    /// Dotted decimal.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(15)
        for shift in stride(from: 24, through: 0, by: -8) {
            let octet = UInt8(truncatingIfNeeded: rawValue >> shift)
            if !text.isEmpty { text.append(UInt8(ascii: ".")) }
            if octet >= 100 { text.append(UInt8(ascii: "0") + octet / 100) }
            if octet >= 10 { text.append(UInt8(ascii: "0") + octet / 10 % 10) }
            text.append(UInt8(ascii: "0") + octet % 10)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension IPv4Address: Comparable {
    /// Orders by numeric value.
    public static func < (left: IPv4Address, right: IPv4Address) -> Bool { left.rawValue < right.rawValue }
}
