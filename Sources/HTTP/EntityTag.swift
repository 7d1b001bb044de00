/// The version of a representation, as an opaque text (RFC 9110 §8.8.3).
public struct EntityTag: Hashable, Sendable {
    /// The text between the quotes.
    public let value: String
    /// Whether equal tags promise only equivalent representations, not equal octets.
    public let isWeak: Bool

    /// Makes a tag; nil when `value` holds quotes, white space or controls.
    public init?(_ value: String, isWeak: Bool = false) {
        guard value.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.value = value
        self.isWeak = isWeak
    }

    /// The field value, quoted.
    public var text: String { (isWeak ? "W/\"" : "\"") + value + "\"" }

    /// Whether both are strong and equal (RFC 9110 §8.8.3.2).
    public func strongMatches(_ other: EntityTag) -> Bool { !isWeak && self == other }

    /// Whether both are equal but for weakness.
    public func weakMatches(_ other: EntityTag) -> Bool { value == other.value }

    /// Reads the list of an `If-Match` or `If-None-Match`; the part behind a malformed element is ignored.
    public static func list(parsing text: String) -> [EntityTag] {
        var tags: [EntityTag] = []
        var rest = text.utf8[...]
        while true {
            rest = rest.drop {
                $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ",")
            }
            let isWeak = rest.starts(with: "W/".utf8)
            let quoted = rest.dropFirst(isWeak ? 2 : 0)
            guard quoted.first == UInt8(ascii: "\""),
                let end = quoted.dropFirst().firstIndex(of: UInt8(ascii: "\"")),
                let tag = EntityTag(String(Substring(quoted.dropFirst().prefix(upTo: end))), isWeak: isWeak)
            else { return tags }
            tags.append(tag)
            rest = quoted[quoted.index(after: end)...]
        }
    }

    private static func isAllowed(_ octet: UInt8) -> Bool {
        octet > 0x20 && octet != UInt8(ascii: "\"") && octet != 0x7F
    }
}
