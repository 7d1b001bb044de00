/// Times as operators write them: a whole number and a unit, such as `5s`.
public enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
    ]

    /// Reads `500ms`, `5s`, `1m`, `1h` and `0`; anything else gives nil.
    public static func parse(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            let digits = text.dropLast(suffix.count)
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            guard let number = Int64(digits) else { return nil }
            let (milliseconds, overflow) = number.multipliedReportingOverflow(by: factor)
            return overflow ? nil : .milliseconds(milliseconds)
        }
        return nil
    }
}
