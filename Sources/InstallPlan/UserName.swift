import NetTypes

/// Which words name a user or a group.
public enum UserName {
    /// Whether it is a name as `useradd` makes them, or a number; at most 32 characters.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        guard (1...32).contains(text.utf8.count), let first = text.utf8.first else { return false }
        if text.utf8.allSatisfy(\.isASCIIDigit) { return UInt32(text) != nil }
        return (first.isASCIILetter || first == UInt8(ascii: "_"))
            && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "_-.".utf8.contains($0) }
    }
}
