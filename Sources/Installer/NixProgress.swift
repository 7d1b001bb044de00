/// Reads the progress that nix writes with `--log-format internal-json`: one event to a line after `@nix `.
///
/// Of the events only four matter: messages, the octets that each path has copied, the sum that nix expects, and ends.
struct NixProgress {
    /// How far a copy is, in octets.
    struct State: Hashable {
        var done: UInt64
        var total: UInt64
    }

    private enum ResultType {
        static let progress: UInt64 = 105
        static let expected: UInt64 = 106
        static let copyPath: UInt64 = 100
    }

    /// The longest line that is kept; also bounds what waits for its end.
    private static let lineLimit = 1 << 16
    private static let messageLimit = 1 << 14

    private var line: [UInt8] = []
    private var paths: Set<UInt64> = []
    private var running: [UInt64: UInt64] = [:]
    private var ended: UInt64 = 0
    private var expected: UInt64 = 0

    /// The last messages, one to a line.
    private(set) var lastMessages = ""

    /// How far it is; nil while nix has not told.
    var state: State? {
        guard expected > 0 else { return nil }
        let done = running.values.reduce(ended) { $0.addingReportingOverflow($1).partialValue }
        return State(done: min(done, expected), total: expected)
    }

    /// Takes the next octets and gives what belongs into a log.
    mutating func take(_ octets: [UInt8]) -> [UInt8] {
        var text = ""
        for octet in octets {
            if octet != UInt8(ascii: "\n"), line.count < Self.lineLimit {
                line.append(octet)
                continue
            }
            if let message = readLine() {
                text += message + "\n"
                lastMessages = String((lastMessages + message + "\n").suffix(Self.messageLimit))
            }
            line = []
        }
        return Array(text.utf8)
    }

    private mutating func readLine() -> String? {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("@nix {") else { return text.isEmpty ? nil : text }
        let id = Self.number("id", text) ?? 0
        switch Self.string("action", text) {
        case "msg": return Self.string("msg", text).map(Self.withoutColours)
        case "start":
            if Self.number("type", text) == ResultType.copyPath { paths.insert(id) }
        case "stop": ended += running.removeValue(forKey: id) ?? 0
        case "result":
            let fields = Self.numbers("fields", text)
            switch Self.number("type", text) {
            case ResultType.progress where paths.contains(id): running[id] = fields.first
            case ResultType.expected where fields.first == ResultType.copyPath && fields.count == 2:
                expected = fields[1]
            default: break
            }
        default: break
        }
        return nil
    }

    private static func value(_ key: String, _ text: String) -> Substring? {
        text.firstRange(of: "\"\(key)\":").map { text[$0.upperBound...] }
    }

    private static func number(_ key: String, _ text: String) -> UInt64? {
        value(key, text).flatMap { UInt64($0.prefix(while: \.isNumber)) }
    }

    private static func numbers(_ key: String, _ text: String) -> [UInt64] {
        guard let value = value(key, text), value.first == "[" else { return [] }
        return value.dropFirst().prefix { $0 != "]" }.split(separator: ",").compactMap { UInt64($0) }
    }

    /// A JSON string with its commonest escapes.
    private static func string(_ key: String, _ text: String) -> String? {
        guard let value = value(key, text), value.first == "\"" else { return nil }
        var result = ""
        var isEscaped = false
        for character in value.dropFirst() {
            if isEscaped {
                result.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return result
            } else {
                result.append(character)
            }
        }
        return nil
    }

    /// Without the escape sequences of a terminal, of which JSON leaves `u001b[…m`.
    private static func withoutColours(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let range = rest.firstRange(of: "u001b[") {
            result += rest[..<range.lowerBound]
            rest = rest[range.upperBound...].drop { $0 != "m" }.dropFirst()
        }
        return result + rest
    }
}
