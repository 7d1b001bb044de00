import Foundation

/// The command's two outputs.
enum Console {
    /// Writes lines to standard output.
    static func write(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// Writes a message, each of its lines safe for a terminal, to standard error.
    static func writeError(_ message: String) {
        let lines = message.split(separator: "\n").map { TerminalText.printable(String($0)) }
        FileHandle.standardError.write(Data(("rackrise: " + lines.joined(separator: "\n") + "\n").utf8))
    }
}
