import Foundation

/// How far a long copy is, on one line of standard error that is written over; silent when that is no terminal.
struct ProgressLine {
    private let title: String
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var shownPercent: UInt64?

    /// Begins with nothing shown.
    init(_ title: String) { self.title = title }

    /// Shows a step, when it is a visible one.
    mutating func show(_ done: UInt64, of total: UInt64) {
        let percent = total == 0 ? 100 : done / max(1, total / 100)
        guard isTerminal, percent != shownPercent else { return }
        shownPercent = percent
        write("\r\(title): \(ByteCount.text(done)) of \(ByteCount.text(total)) (\(min(100, percent)) %)   ")
    }

    /// Removes the line.
    func end() {
        if shownPercent != nil { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
