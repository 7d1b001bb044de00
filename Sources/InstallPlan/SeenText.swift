/// Text that came from a machine, made fit for a timeline.
public enum SeenText {
    /// The longest text that is kept, in scalars.
    public static let limit = 400

    /// Printable, in one line, and not too long.
    public static func clean(_ text: some StringProtocol) -> String { clean(text, limit: limit) }

    /// Printable, in one line, and of at most this many scalars.
    static func clean(_ text: some StringProtocol, limit: Int) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { scalar in
            scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? " " : scalar
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result).split(separator: " ").joined(separator: " ")
    }
}
