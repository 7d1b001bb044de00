/// Spans of time for people.
enum Elapsed {
    /// Such as `0.412 s`, `12.3 s`, `4 min 05 s`, `3 h 10 min` and `2 d 04 h`; negative spans count as zero.
    static func text(milliseconds: Int64) -> String {
        let span = max(0, milliseconds)
        let seconds = span / 1000
        switch seconds {
        case ..<10: return "\(seconds).\(padded(span % 1000, 3)) s"
        case ..<60: return "\(seconds).\(span % 1000 / 100) s"
        case ..<3600: return "\(seconds / 60) min \(padded(seconds % 60, 2)) s"
        case ..<86_400: return "\(seconds / 3600) h \(padded(seconds / 60 % 60, 2)) min"
        default: return "\(seconds / 86_400) d \(padded(seconds / 3600 % 24, 2)) h"
        }
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
