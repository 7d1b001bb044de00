/// A JSON value with one spelling: sorted keys, no white space, integers only.
///
/// It is also a YAML flow value, so that the reader of plans reads it back.
enum CanonicalJSON: Hashable {
    case object([String: CanonicalJSON])
    case array([CanonicalJSON])
    case string(String)
    case integer(Int)
    case bool(Bool)

    /// The only text of this value.
    var text: String {
        switch self {
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return "{"
                + sorted.map { "\(Self.quoted($0.key)):\($0.value.text)" }.joined(separator: ",") + "}"
        case .array(let elements): return "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .string(let text): return Self.quoted(text)
        case .integer(let number): return String(number)
        case .bool(let flag): return flag ? "true" : "false"
        }
    }

    /// Strings of a list.
    static func strings(_ texts: some Sequence<String>) -> CanonicalJSON { .array(texts.map { .string($0) }) }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            default: needsEscape(scalar) ? escape(scalar.value) : String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// What YAML takes for a line end, a byte order mark or not printable (YAML 1.1 §5.1), although JSON allows it.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
