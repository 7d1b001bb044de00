extension String {
    /// The most characters of a value that a message repeats.
    private static let quotedLimit = 80

    /// This value in double quotes for a message: control characters escaped, long values cut.
    var quotedValue: String {
        let shown = prefix(Self.quotedLimit).unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default:
                // Terminals act on control characters, and bidirectional marks reorder what a person reads.
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator:
                    "\\u{\(String(scalar.value, radix: 16))}"
                default: String(scalar)
                }
            }
        }
        return "\"\(shown.joined())\(count > Self.quotedLimit ? "…" : "")\""
    }
}
