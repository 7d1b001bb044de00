import Foundation

/// A text file that another process is still writing.
public struct TextFile: Sendable {
    /// How often a wait looks at the file.
    private static let interval = Duration.milliseconds(100)

    /// Where the file is.
    public let path: String

    /// The file at `path`, which need not exist yet.
    public init(path: String) {
        self.path = path
    }

    /// What is in the file so far, as a person would read it on a terminal: no escape sequences, no overwritten
    /// characters, one newline per line.
    public var text: String {
        Self.readable(FileManager.default.contents(atPath: path).map(Array.init) ?? [])
    }

    /// Waits until a line holds `marker` and returns the first such line.
    ///
    /// - Parameters:
    ///   - patience: Throws with the end of the text when no such line comes within this time.
    ///   - giveUp: Asked now and then; a sentence from it ends the wait early.
    ///   - onLine: Called once with each finished line, in order.
    @discardableResult
    public func wait(
        for marker: String, within patience: Duration, giveUp: () -> String? = { nil },
        onLine: (Substring) -> Void = { _ in }
    ) async throws -> String {
        let deadline = ContinuousClock.now + patience
        var seen = 0
        while true {
            // Asked before the file is read, so that a writer's last words are still looked at.
            let reason = ContinuousClock.now < deadline ? giveUp() : "not within \(patience)"
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            lines.dropFirst(seen).forEach(onLine)
            seen = max(seen, lines.count)
            if let line = lines.first(where: { $0.contains(marker) }) { return String(line) }
            if let reason {
                throw LabError("\"\(marker)\" was not printed: \(reason). \(path) ends:", evidence: tail())
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// The last 30 lines.
    public func tail() -> String {
        text.split(separator: "\n").suffix(30).joined(separator: "\n")
    }

    static func readable(_ bytes: [UInt8]) -> String {
        var line: [UInt8] = []
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1B:
                dropEscapeSequence(from: &rest)
            case 0x08:
                _ = line.popLast()
            case 0x0A:
                result += line + [0x0A]
                line = []
            case 0x20...0x7E, 0x80...:
                line.append(byte)
            default:
                continue
            }
        }
        return String(decoding: result + line, as: UTF8.self)
    }

    /// Drops what follows ESC: one character, or after `[` everything up to a letter (ECMA-48 control sequences).
    private static func dropEscapeSequence(from rest: inout ArraySlice<UInt8>) {
        guard rest.popFirst() == UInt8(ascii: "[") else { return }
        while let byte = rest.popFirst(), !(0x40...0x7E).contains(byte) {}
    }
}
