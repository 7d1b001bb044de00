import Foundation

/// The command's two outputs.
enum Console {
    /// Writes lines to standard output.
    ///
    /// - Throws: A failure when it takes no more, such as a file on a full disk.
    static func write(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        try write(lines.joined(separator: "\n") + "\n")
    }

    /// Writes text that has its own line ends to standard output.
    static func write(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            throw CommandError.failed(
                "standard output cannot be written (\(error.localizedDescription)); check its disk")
        }
    }

    /// Writes text without a line end to standard error, for whoever sits at the terminal.
    static func prompt(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Writes a message, each of its lines safe for a terminal, to standard error.
    static func writeError(_ message: String) {
        let lines = message.split(separator: "\n").map { TerminalText.printable(String($0)) }
        // With standard error gone there is nobody left to tell.
        try? FileHandle.standardError.write(
            contentsOf: Data(("rackrise: " + lines.joined(separator: "\n") + "\n").utf8))
    }
}
