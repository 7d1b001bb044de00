/// What a request is about: the path and query of its request line (RFC 9112 §3.2).
public struct HTTPTarget: Hashable, Sendable {
    /// The path as it came; `*` for a request about the server.
    public let path: String
    /// The text behind the first `?`, as it came.
    public let query: String?

    /// Reads a request target; the host of one in absolute form is left out, since there is only one here.
    ///
    /// Nil when it is no path, `http` URL or `*`, or holds a fragment, white space or control characters.
    public init?(parsing octets: some Collection<UInt8>) {
        guard octets.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }) else { return nil }
        if octets.first == UInt8(ascii: "/") {
            self.init(path: octets)
            return
        }
        // Nearly every target is a path; only the others are looked at for a scheme.
        guard let text = String(validating: octets, as: UTF8.self) else { return nil }
        var rest = text[...]
        if let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) {
            rest = rest.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            guard end > rest.startIndex else { return nil }
            rest = rest[end...]
            if !rest.hasPrefix("/") { rest = "/" + rest }
        }
        guard rest.utf8.first == UInt8(ascii: "/") || rest == "*" else { return nil }
        self.init(path: rest.utf8)
    }

    private init?(path octets: some Collection<UInt8>) {
        let mark = octets.firstIndex(of: UInt8(ascii: "?"))
        guard let path = Self.text(octets[..<(mark ?? octets.endIndex)]) else { return nil }
        self.path = path
        query = mark.map { Self.text(octets[octets.index(after: $0)...]) } ?? nil
        guard query != nil || mark == nil else { return nil }
    }

    /// The octets as a text; nil for what is no UTF-8, which does not come out as it went in.
    ///
    /// `String(validating:as:)` looks its types up in the runtime's tables each time.
    private static func text(_ octets: some Collection<UInt8>) -> String? {
        let text = String(decoding: octets, as: UTF8.self)
        return text.utf8.elementsEqual(octets) ? text : nil
    }

    /// The decoded path with single slashes and without `.` segments, or nil when it must not be looked up.
    ///
    /// shim asks for `/dir//grubx64.efi`, so repeated slashes collapse; a closing slash stays. Refused: `..`
    /// segments, encoded dots, slashes and zeros (nobody honest encodes them), control characters, and what is
    /// not UTF-8.
    public var normalizedPath: String? { isNormalized ? path : normalized }

    /// Whether the path is its own normal form, as nearly every one is: printable ASCII without escapes, `.` segments and
    /// empty ones.
    private var isNormalized: Bool {
        var previous: UInt8 = 0
        for octet in path.utf8 {
            switch octet {
            case UInt8(ascii: "%"): return false
            case UInt8(ascii: "/"), UInt8(ascii: "."): if previous == UInt8(ascii: "/") { return false }
            case 0x21...0x7E: if previous == 0 { return false }
            default: return false
            }
            previous = octet
        }
        return path.utf8.first == UInt8(ascii: "/")
    }

    private var normalized: String? {
        let hidden = ["%2e", "%2f", "%5c", "%00"]
        let lowercase = path.lowercased()
        guard path.hasPrefix("/"), !hidden.contains(where: { lowercase.contains($0) }),
            let octets = PercentEncoding.decoded(path.utf8),
            octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: octets, as: UTF8.self)
        else { return nil }
        let segments = text.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }.filter {
            $0 != "."
        }
        guard !segments.contains("..") else { return nil }
        let joined = "/" + segments.joined(separator: "/")
        return text.hasSuffix("/") && joined != "/" ? joined + "/" : joined
    }

    /// The query's items in order; `+` is a space, and an item with a broken escape is left as it came.
    public var queryItems: [(name: String, value: String)] {
        guard let query else { return [] }
        return query.utf8.split(separator: UInt8(ascii: "&")).map { item in
            let mark = item.firstIndex(of: UInt8(ascii: "="))
            return (
                name: Self.decoded(Substring(item[..<(mark ?? item.endIndex)])),
                value: mark.map { Self.decoded(Substring(item[item.index(after: $0)...])) } ?? ""
            )
        }
    }

    private static func decoded(_ text: Substring) -> String {
        if !text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) {
            return String(text)
        }
        return PercentEncoding.decoded(text.utf8, plusIsSpace: true).map {
            String(decoding: $0, as: UTF8.self)
        }
            ?? String(text)
    }
}
