import Foundation
import Logging

/// Writes the log to standard error as the systemd journal reads it: each line with its severity in front (sd-daemon(3)).
struct JournalLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Whether the journal reads standard error: `JOURNAL_STREAM` names it by device and inode (systemd.exec(5)).
    static var isReadingStandardError: Bool {
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return ProcessInfo.processInfo.environment["JOURNAL_STREAM"] == "\(status.st_dev):\(status.st_ino)"
    }

    func log(event: LogEvent) {
        let metadata = metadata.merging(event.metadata ?? [:]) { $1 }
        // With standard error gone there is nobody left to tell.
        try? FileHandle.standardError.write(
            contentsOf: Data(Self.text(event.level, "\(event.message)", metadata).utf8))
    }

    /// The entry with its line end; the journal has the time itself.
    static func text(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
        let facts = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let lines = ([message] + (facts.isEmpty ? [] : ["[\(facts.joined(separator: ", "))]"]))
            .joined(separator: " ").split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { "<\(priority(level))>\($0)\n" }.joined()
    }

    /// The level as syslog(3) counts it.
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
