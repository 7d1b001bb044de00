/// A bounds-checked cursor over received octets; numbers are big-endian.
///
/// A read past the end gives nil and moves nothing.
public struct ByteReader: Sendable {
    private let octets: [UInt8]
    private let end: Int
    /// The position of the next octet, counted from the start of the whole array.
    public private(set) var offset: Int

    /// Reads all of `octets`.
    public init(_ octets: [UInt8]) {
        self.octets = octets
        offset = 0
        end = octets.count
    }

    /// Reads a part of `octets`; the range is clamped to the array.
    public init(_ octets: [UInt8], in range: Range<Int>) {
        let clamped = range.clamped(to: 0..<octets.count)
        self.octets = octets
        offset = clamped.lowerBound
        end = clamped.upperBound
    }

    /// How many octets are left.
    public var remaining: Int { end - offset }

    /// The next octet.
    public mutating func readUInt8() -> UInt8? {
        guard remaining >= 1 else { return nil }
        defer { offset += 1 }
        return octets[offset]
    }

    /// The next two octets as a number.
    public mutating func readUInt16() -> UInt16? {
        guard remaining >= 2 else { return nil }
        defer { offset += 2 }
        return UInt16(octets[offset]) << 8 | UInt16(octets[offset + 1])
    }

    /// The next four octets as a number.
    public mutating func readUInt32() -> UInt32? {
        guard remaining >= 4 else { return nil }
        defer { offset += 4 }
        return UInt32(octets[offset]) << 24 | UInt32(octets[offset + 1]) << 16 | UInt32(octets[offset + 2])
            << 8
            | UInt32(octets[offset + 3])
    }

    /// The next `count` octets.
    public mutating func read(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, remaining >= count else { return nil }
        defer { offset += count }
        return octets[offset..<offset + count]
    }

    /// The octets up to the next zero octet, which is consumed and not returned; nil when there is none.
    public mutating func readZeroTerminated() -> ArraySlice<UInt8>? {
        guard let zero = octets[offset..<end].firstIndex(of: 0) else { return nil }
        defer { offset = zero + 1 }
        return octets[offset..<zero]
    }
}
