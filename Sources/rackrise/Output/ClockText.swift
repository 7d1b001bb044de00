import BootModel
import Foundation

/// Calendar times for people (local) and for programs (UTC).
struct ClockText {
    private let formatter: DateFormatter

    /// Shows times such as `2026-11-21 06:54:14.123` in this zone.
    init(timeZone: TimeZone = .current) {
        formatter = Self.formatter("yyyy-MM-dd HH:mm:ss.SSS", timeZone)
    }

    private init(formatter: DateFormatter) { self.formatter = formatter }

    /// Shows times such as `2026-11-21T06:54:14.123Z` (RFC 3339).
    static func utc() -> ClockText {
        ClockText(formatter: formatter("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", .gmt))
    }

    /// The present time.
    static func now() -> WallClock { WallClock(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// The time as text.
    func text(_ time: WallClock) -> String {
        formatter.string(from: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000))
    }

    private static func formatter(_ format: String, _ timeZone: TimeZone) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = timeZone
        formatter.dateFormat = format
        return formatter
    }
}
