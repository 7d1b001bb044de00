import NetTypes

/// Takes secrets out of text, as they are and in base64, also where they arrive in pieces.
///
/// At each octet the text is looked back at once, by its last octets; so the cost does not grow with the number of
/// lines that the secrets have.
struct Redactor: Sendable {
    /// What stands in their place.
    static let mark = Array("[secret]".utf8)
    /// Lines of a secret with fewer octets are not looked for alone; the whole secret always is.
    private static let shortestLine = 8
    /// Octets of an encoded secret that its neighbours cannot change; fewer than this many say nothing.
    private static let shortestCode = 6

    /// Secrets and their lines, by the key of their last octets.
    private let patterns: [UInt64: [[UInt8]]]
    /// The bits of a key that count: the shortest pattern has no more octets.
    private let keyMask: UInt64
    private let windows: Base64Windows
    /// The most octets that are looked back at.
    private let longest: Int
    private var stream = Stream()

    /// What has arrived and was not given out.
    private struct Stream {
        var held: [UInt8] = []
        /// The parts of it that belong to secrets, in order and apart from each other.
        var covered: [Range<Int>] = []
        /// Whether the mark of what follows was given out already.
        var isMarked = false
        var key: UInt64 = 0
        var window = Base64Windows.Window()
    }

    /// Looks for these secrets.
    init(_ secrets: [[UInt8]]) {
        var found: Set<[UInt8]> = []
        var windows = Base64Windows()
        for secret in secrets {
            let lines = secret.split(whereSeparator: Base64Windows.isLineEnd).map(Array.init)
            let wholes = Set([secret, Self.trimmed(secret)].filter { !$0.isEmpty })
            found.formUnion(wholes.union(lines.filter { $0.count >= Self.shortestLine }))
            // The code of a line is part of the whole's.
            for code in wholes.flatMap(Self.codes) {
                if code.count < Base64Windows.length { found.insert(code) } else { windows.insert(code) }
            }
        }
        let lengths = found.map(\.count)
        let keyLength = min(lengths.min() ?? 1, UInt64.bitWidth / 8)
        let keyMask = UInt64.max >> UInt64(UInt64.bitWidth - 8 * keyLength)
        patterns = Dictionary(grouping: found) { $0.suffix(keyLength).reduce(0, Self.key) }
        self.keyMask = keyMask
        self.windows = windows
        longest = lengths.max().map { max($0, Base64Windows.longestSpan) } ?? 0
    }

    /// Takes the next octets; the end of them is held back while it may be the beginning of a secret.
    mutating func take(_ octets: [UInt8]) -> [UInt8] {
        guard longest > 0 else { return octets }
        for octet in octets {
            stream.held.append(octet)
            stream.key = Self.key(stream.key, octet) & keyMask
            for pattern in patterns[stream.key] ?? [] where stream.held.endsWith(pattern) {
                cover(pattern.count)
            }
            if windows.contains(&stream.window, with: octet) { coverWindow() }
        }
        return release(keeping: longest - 1)
    }

    /// What was held back.
    mutating func finish() -> [UInt8] { release(keeping: 0) }

    /// A whole text without secrets.
    func clean(_ text: String) -> String {
        var copy = self
        // What a stream holds back is no part of it.
        copy.stream = Stream()
        return String(decoding: copy.take(Array(text.utf8)) + copy.finish(), as: UTF8.self)
    }

    private static func key(_ key: UInt64, _ octet: UInt8) -> UInt64 { key << 8 | UInt64(octet) }

    // MARK: Covered octets

    /// Covers the last digits, as many as a window has, with the line ends between them.
    private mutating func coverWindow() {
        var start = stream.held.count
        var digits = 0
        while digits < Base64Windows.length, start > 0 {
            start -= 1
            if !Base64Windows.isLineEnd(stream.held[start]) { digits += 1 }
        }
        cover(stream.held.count - start)
    }

    /// Covers so many of the last octets.
    private mutating func cover(_ count: Int) {
        let end = stream.held.count
        var start = end - count
        while let last = stream.covered.last, last.upperBound >= start {
            start = min(start, last.lowerBound)
            stream.covered.removeLast()
        }
        stream.covered.append(start..<end)
    }

    /// Gives out all but the last octets, with a mark for each part that is covered.
    private mutating func release(keeping count: Int) -> [UInt8] {
        let end = stream.held.count - count
        guard end > 0 else { return [] }
        var result: [UInt8] = []
        var position = 0
        for range in stream.covered where range.lowerBound < end {
            result += stream.held[position..<range.lowerBound]
            if range.lowerBound > 0 || !stream.isMarked { result += Self.mark }
            position = min(range.upperBound, end)
        }
        result += stream.held[position..<end]
        stream.isMarked = stream.covered.contains { $0.contains(end - 1) }
        stream.covered = stream.covered.filter { $0.upperBound > end }.map {
            max(0, $0.lowerBound - end)..<($0.upperBound - end)
        }
        stream.held.removeFirst(end)
        return result
    }

    // MARK: Patterns

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
        while let last = secret.last, Base64Windows.isLineEnd(last) { secret.removeLast() }
        return Array(secret)
    }
}

extension [UInt8] {
    fileprivate func endsWith(_ octets: [UInt8]) -> Bool {
        count >= octets.count && suffix(octets.count).elementsEqual(octets)
    }
}
