/// Takes apart what a script prints in a session: frames that begin with the session's nonce, and everything else.
///
/// A login shell may print greetings, and a step's output may hold anything; neither knows the nonce.
public struct SessionReader: Sendable {
    /// A piece of what was printed.
    public enum Element: Hashable, Sendable {
        /// A line of ours, in words, without the nonce.
        case frame([String])
        /// Octets of a detached step's output.
        case stepOutput([UInt8])
        /// A line, or a part of a long one, that is not ours, with its line end.
        case text([UInt8])
    }

    /// The longest line that is kept together; also bounds what waits for its end.
    public static let lineLimit = 1 << 16

    private let marker: [UInt8]
    private var line: [UInt8] = []
    private var stepOctets = 0

    /// Reads a session whose frames begin with this word.
    public init(nonce: String) { marker = Array(nonce.utf8) + [UInt8(ascii: " ")] }

    /// Takes the next octets.
    public mutating func read(_ octets: some Collection<UInt8>) -> [Element] {
        var elements: [Element] = []
        var rest = Array(octets)[...]
        while !rest.isEmpty {
            if stepOctets > 0 {
                let part = rest.prefix(stepOctets)
                elements.append(.stepOutput(Array(part)))
                stepOctets -= part.count
                rest = rest.dropFirst(part.count)
            } else {
                let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
                line += rest[rest.startIndex..<end]
                rest = rest[end...]
                if line.last == UInt8(ascii: "\n") || line.count >= Self.lineLimit { endLine(&elements) }
            }
        }
        return elements
    }

    private mutating func endLine(_ elements: inout [Element]) {
        defer { line = [] }
        guard line.starts(with: marker), line.last == UInt8(ascii: "\n") else {
            return elements.append(.text(line))
        }
        let text = String(decoding: line.dropFirst(marker.count).dropLast(), as: UTF8.self)
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if words.first == "out", words.count == 2, let count = Int(words[1]), (1...Self.lineLimit) ~= count {
            stepOctets = count
        } else {
            elements.append(.frame(words))
        }
    }
}
