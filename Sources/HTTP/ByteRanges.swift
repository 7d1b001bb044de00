import NetTypes

/// What a `Range` header selects of a representation (RFC 9110 §14).
public enum ByteRanges: Hashable, Sendable {
    /// The header is to be ignored: another unit, malformed, or more ranges than `HTTPLimits.rangeCount`.
    case whole
    /// These octets, in ascending order, none of them touching another.
    case partial([Range<UInt64>])
    /// Nothing; answer 416.
    case unsatisfiable

    /// Reads the header's value for a representation of `length` octets.
    public init(parsing text: String, length: UInt64) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else {
            self = .whole
            return
        }
        var ranges: [Range<UInt64>] = []
        let specifiers = parts[1].split(separator: ",", omittingEmptySubsequences: false)
        guard specifiers.count <= HTTPLimits.rangeCount else {
            self = .whole
            return
        }
        for specifier in specifiers {
            guard let range = Self.range(specifier, length: length) else {
                self = .whole
                return
            }
            if !range.isEmpty { ranges.append(range) }
        }
        self = ranges.isEmpty ? .unsatisfiable : .partial(Self.coalesced(ranges))
    }

    /// The selected octets, empty when there are none, or nil when the text is malformed.
    private static func range(_ text: Substring, length: UInt64) -> Range<UInt64>? {
        let trimmed = text.drop { $0 == " " || $0 == "\t" }.split { $0 == " " || $0 == "\t" }
        guard trimmed.count == 1 else { return nil }
        let ends = trimmed[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        switch (number(ends[0]), number(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            return min(first, length)..<(last < length ? last + 1 : length)
        case (let first?, nil): return ends[1].isEmpty ? min(first, length)..<length : nil
        case (nil, let suffix?): return ends[0].isEmpty ? length - min(suffix, length)..<length : nil
        case (nil, nil): return nil
        }
    }

    /// A number that stops at the largest; nil for anything but digits.
    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isASCIIDigit)
        else {
            return nil
        }
        return UInt64(text) ?? .max
    }

    private static func coalesced(_ ranges: [Range<UInt64>]) -> [Range<UInt64>] {
        var result: [Range<UInt64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
