import Foundation

/// How far a long task is, on one line of standard error that is written over; silent when that is no terminal.
struct ProgressLine {
    private let title: String
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var shown: UInt64?

    /// Begins with nothing shown.
    init(_ title: String) { self.title = title }

    /// Shows a step, when it is a visible one.
    mutating func show(_ done: UInt64, of total: UInt64) {
        let percent = total == 0 ? 100 : done / max(1, total / 100)
        guard isTerminal, percent != shown else { return }
        shown = percent
        write("\r\(title): \(ByteCount.text(done)) of \(ByteCount.text(total)) (\(min(100, percent)) %)   ")
    }

    /// Shows how many of a number of things are done.
    mutating func show(count: Int, of total: Int) {
        guard isTerminal, shown != UInt64(count) else { return }
        shown = UInt64(count)
        write("\r\(title): \(count) of \(total)   ")
    }

    /// Shows a text, cut to one line of a usual terminal.
    mutating func show(text: String) {
        guard isTerminal else { return }
        shown = .max
        write("\r\u{1B}[K\(TerminalText.printable("\(title): \(text)").prefix(Self.width))")
    }

    private static let width = 100

    /// Removes the line; another may be shown after it.
    mutating func end() {
        if shown != nil { write("\r\u{1B}[K") }
        shown = nil
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
