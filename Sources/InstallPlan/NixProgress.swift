/// Reads the progress that nix writes with `--log-format internal-json`: one event to a line after `@nix `.
///
/// Of the events only four matter: messages, the octets that each path has copied, the sum that nix expects, and ends.
/// What ssh says stands among them, and so does all that the machine says to it: no line is trusted.
public struct NixProgress: Sendable {
    /// How far a copy is, in octets.
    public struct State: Hashable, Sendable {
        /// What is copied, at most `total`.
        public var done: UInt64
        /// What is to be copied.
        public var total: UInt64
    }

    private enum ResultType {
        static let progress: UInt64 = 105
        static let expected: UInt64 = 106
        static let copyPath: UInt64 = 100
    }

    /// The longest line that is kept together; also bounds what waits for its end.
    public static let lineLimit = 1 << 16
    /// The most of the last messages that is kept, in octets.
    public static let messageLimit = 1 << 14
    /// The most paths that are copied at once.
    static let pathLimit = 1 << 12

    private var line: [UInt8] = []
    /// The octets of each path that is being copied, by its activity.
    private var running: [UInt64: UInt64] = [:]
    private var ended: UInt64 = 0
    private var expected: UInt64 = 0
    private var lastOctets: [UInt8] = []

    /// Begins with nothing read.
    public init() {}

    /// The last messages, one to a line.
    public var lastMessages: String { String(decoding: lastOctets, as: UTF8.self) }

    /// How far it is; nil while nix has not told.
    public var state: State? {
        guard expected > 0 else { return nil }
        return State(done: min(running.values.reduce(ended, Self.sum), expected), total: expected)
    }

    /// Takes the next octets and gives what belongs into a log.
    public mutating func take(_ octets: [UInt8]) -> [UInt8] {
        var log: [UInt8] = []
        for octet in octets {
            let isEnd = octet == UInt8(ascii: "\n")
            if !isEnd { line.append(octet) }
            guard isEnd || line.count >= Self.lineLimit else { continue }
            if let message = readLine() {
                let octets = message.utf8 + [UInt8(ascii: "\n")]
                log += octets
                // From the beginning of a character on.
                lastOctets = Array((lastOctets + octets).suffix(Self.messageLimit).drop { $0 & 0xC0 == 0x80 })
            }
            line = []
        }
        return log
    }

    private mutating func readLine() -> String? {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("@nix {") else { return text.isEmpty ? nil : text }
        let id = Self.number("id", text) ?? 0
        switch Self.string("action", text) {
        case "msg": return Self.string("msg", text).map(Self.withoutColours)
        case "start":
            let isCopy = Self.number("type", text) == ResultType.copyPath
            if isCopy, running.count < Self.pathLimit, running[id] == nil { running[id] = 0 }
        case "stop": ended = Self.sum(ended, running.removeValue(forKey: id) ?? 0)
        case "result":
            let fields = Self.numbers("fields", text)
            switch Self.number("type", text) {
            case ResultType.progress where running[id] != nil: running[id] = fields.first ?? 0
            case ResultType.expected where fields.first == ResultType.copyPath && fields.count == 2:
                expected = fields[1]
            default: break
            }
        default: break
        }
        return nil
    }

    /// The sum, or the largest number where there is none.
    private static func sum(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (sum, isTooMuch) = first.addingReportingOverflow(second)
        return isTooMuch ? .max : sum
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
