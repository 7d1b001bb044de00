/// Walks the tag-length-value fields of an options area, of option 43 or of option 175: skips pads, stops at
/// END, at the end of the area, or at a field whose length runs past it.
struct OptionCursor {
    private let end: Int
    private var offset: Int

    /// Starts at the first field of a part of `octets`; the range is clamped to the array.
    init(_ octets: [UInt8], in range: Range<Int>) {
        let area = range.clamped(to: octets.indices)
        offset = area.lowerBound
        end = area.upperBound
    }

    /// Starts at the first field of a whole value.
    init(_ octets: [UInt8]) { self.init(octets, in: octets.indices) }

    /// The next field of the same octets, or nil when there is no other whole one.
    mutating func next(in octets: [UInt8]) -> (tag: UInt8, value: Range<Int>)? {
        while offset < end, octets[offset] == DHCPOptionCode.pad.rawValue { offset += 1 }
        guard end - offset >= 2, octets[offset] != DHCPOptionCode.end.rawValue else { return nil }
        let tag = octets[offset]
        let start = offset + 2
        let length = Int(octets[offset + 1])
        guard end - start >= length else { return nil }
        offset = start + length
        return (tag, start..<offset)
    }
}
