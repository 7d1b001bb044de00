import NetTypes

/// Takes secrets out of text, as they are and in base64, also where they arrive in pieces.
struct Redactor: Sendable {
    /// What stands in their place.
    static let mark = Array("[secret]".utf8)
    /// Lines of a secret with fewer octets are not looked for alone; the whole secret always is.
    private static let shortestLine = 8
    /// Octets of an encoded secret that its neighbours cannot change; fewer than this many say nothing.
    private static let shortestCode = 6

    private let patterns: [[UInt8]]
    private let longest: Int
    private var held: [UInt8] = []

    /// Looks for these secrets.
    init(_ secrets: [[UInt8]]) {
        var found: Set<[UInt8]> = []
        for secret in secrets {
            let lines = secret.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map(Array.init)
            let parts = [secret, Self.trimmed(secret)] + lines.filter { $0.count >= Self.shortestLine }
            for part in parts where !part.isEmpty {
                found.insert(part)
                found.formUnion(Self.codes(of: part))
            }
        }
        patterns = found.sorted { $0.count > $1.count }
        longest = patterns.first?.count ?? 0
    }

    /// Takes the next octets; the end of them is held back while it may be the beginning of a secret.
    mutating func take(_ octets: [UInt8]) -> [UInt8] {
        guard longest > 0 else { return octets }
        held += octets
        return release(keeping: longest - 1)
    }

    /// What was held back.
    mutating func finish() -> [UInt8] { release(keeping: 0) }

    /// A whole text without secrets.
    func clean(_ text: String) -> String {
        var copy = self
        // What a stream holds back is no part of it.
        copy.held = []
        return String(decoding: copy.take(Array(text.utf8)) + copy.finish(), as: UTF8.self)
    }

    private mutating func release(keeping count: Int) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        let end = held.count - count
        while position < end {
            if let pattern = patterns.first(where: { held[position...].starts(with: $0) }) {
                result += Self.mark
                position += pattern.count
            } else {
                result.append(held[position])
                position += 1
            }
        }
        held.removeFirst(min(position, held.count))
        return result
    }

    /// The base64 text of a secret at each of the three places that it can have in a longer text.
    private static func codes(of secret: [UInt8]) -> [[UInt8]] {
        (0..<3).compactMap { offset in
            let code = Array(Base64.text([UInt8](repeating: 0, count: offset) + secret).utf8)
            let first = [0, 2, 3][offset]
            let last = (offset + secret.count) * 8 / 6
            guard last - first >= shortestCode else { return nil }
            return Array(code[first..<last])
        }
    }

    private static func trimmed(_ secret: [UInt8]) -> [UInt8] {
        var secret = secret[...]
        while let last = secret.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            secret.removeLast()
        }
        return Array(secret)
    }
}
