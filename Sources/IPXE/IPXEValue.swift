import NetTypes

/// A value written so that iPXE reads it back as itself and never as syntax; the only quoting for scripts.
///
/// iPXE has neither quotes nor escapes. It joins lines at a trailing backslash, splits at white space, takes the
/// words `||`, `&&`, `;` and a word that begins with `#` as syntax, and only then replaces `${name}` inside each word,
/// again until none is left (`core/exec.c`, `core/settings.c`; the same in builds from 2019 and 2025). So `${}`, the
/// setting without a name, is an empty string that keeps a word from being syntax: `${}||` is the text `||`, a lone
/// `${}` between two spaces keeps the second one, and a backslash before `${}` does not end the line. Only `${` itself has no
/// spelling: it is refused in command lines, encoded in URLs and shown as `?{` in text.
///
/// A value never stands first after a command's name, where iPXE would read a leading `-` as an option.
public struct IPXEValue: Hashable, Sendable {
    /// What to write into the script.
    public let scriptText: String

    /// Text for a person: control characters that separate become spaces; what a console cannot show becomes `?`.
    ///
    /// Text that is an `IPXEValue` already comes out unchanged, so this is also the escape of a template's tags.
    public static func text(_ text: String) -> IPXEValue {
        if isPlain(text) { return IPXEValue(scriptText: text) }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20...0x7E: shown.unicodeScalars.append(scalar)
            case 0x09...0x0D: shown += " "
            default: shown += "?"
            }
        }
        return IPXEValue(scriptText: protected(shown) { original(of: $0).replacing("${", with: "?{") })
    }

    /// A kernel's command line, unchanged to the last space.
    public static func commandLine(_ commandLine: KernelCommandLine) -> IPXEValue {
        let text = commandLine.text
        return IPXEValue(scriptText: isPlain(text) ? text : protected(text) { String($0) })
    }

    /// An absolute URL; whatever may not stand in one is percent-encoded as UTF-8, and so is `#`, since machines send no
    /// fragments.
    public static func url(_ url: String) -> IPXEValue {
        let isPlain = url.utf8.withContiguousStorageIfAvailable {
            $0.allSatisfy { $0 != UInt8(ascii: "%") && isURLOctet($0) }
        }
        if isPlain ?? false { return IPXEValue(scriptText: url) }
        let octets = Array(url.utf8)
        var encoded = ""
        for (index, octet) in octets.enumerated() {
            if isURLOctet(octet), octet != UInt8(ascii: "%") || isEscape(octets[index...]) {
                encoded.unicodeScalars.append(Unicode.Scalar(octet))
            } else {
                encoded += "%" + hexadecimal(octet)
            }
        }
        return IPXEValue(scriptText: encoded)
    }

    /// The label of a menu's entry: made from its position, never from an operator's words.
    public static func label(_ position: Int) -> IPXEValue {
        IPXEValue(scriptText: "entry-\(position)")
    }

    /// A time as iPXE's timeouts want it, one millisecond to one hour: 0 would mean waiting for ever.
    public static func milliseconds(_ duration: Duration) -> IPXEValue {
        let bounded = min(max(duration, .milliseconds(1)), longestTimeout)
        let (seconds, attoseconds) = bounded.components
        return IPXEValue(scriptText: String(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }

    /// More would not fit the 32-bit counters of older builds when multiplied up to ticks.
    private static let longestTimeout = Duration.seconds(3600)

    /// Whether every word stands for itself, as in nearly all names, URLs and sentences: single spaces inside, no word that
    /// begins as an operator does, and no character of settings, comments and joined lines.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable(isPlain) ?? false
    }

    private static func isPlain(_ octets: some Sequence<UInt8>) -> Bool {
        var previous = UInt8(ascii: " ")
        for octet in octets {
            switch octet {
            case UInt8(ascii: " "): if previous == octet { return false }
            case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "\\"): return false
            case UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: ";"):
                if previous == UInt8(ascii: " ") { return false }
            case 0x21...0x7E: break
            default: return false
            }
            previous = octet
        }
        return previous != UInt8(ascii: " ")
    }

    private static let nothing = "${}"

    /// Printable text with each word, once `literal` has made it free of `${`, kept from being syntax.
    private static func protected(_ text: String, literal: (Substring) -> String) -> String {
        guard !text.isEmpty else { return "" }
        return text.split(separator: " ", omittingEmptySubsequences: false)
            .map { protected(word: literal($0)) }
            .joined(separator: " ")
    }

    private static func protected(word: String) -> String {
        guard !word.isEmpty else { return nothing }
        let isSyntax = ["||", "&&", ";"].contains(word) || word.hasPrefix("#")
        return (isSyntax ? nothing : "") + word + (word.hasSuffix("\\") ? nothing : "")
    }

    /// The word that `protected(word:)` made this from; the word itself when it made no such thing.
    private static func original(of word: Substring) -> String {
        guard word != nothing else { return "" }
        var bare = word
        if bare.hasPrefix(nothing) { bare = bare.dropFirst(nothing.count) }
        if bare.hasSuffix(nothing) { bare = bare.dropLast(nothing.count) }
        return protected(word: String(bare)) == word ? String(bare) : String(word)
    }

    /// RFC 3986's characters without `#` and `$`.
    private static func isURLOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        // The marks are ! % & ' ( ) * + , - . / : ; = ? @ [ ] _ and ~.
        case 0x21, 0x25...0x2F, 0x3A, 0x3B, 0x3D, 0x3F, 0x40, 0x5B, 0x5D, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func isEscape(_ octets: ArraySlice<UInt8>) -> Bool {
        let digits = octets.dropFirst().prefix(2)
        return digits.count == 2 && digits.allSatisfy { Hexadecimal.value(of: $0) != nil }
    }

    private static func hexadecimal(_ octet: UInt8) -> String { Hexadecimal.text(octet).uppercased() }
}
