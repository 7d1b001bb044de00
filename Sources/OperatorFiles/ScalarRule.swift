import BootModel
import NetTypes

/// How one kind of value is written in a file.
struct ScalarRule<Value> {
    /// What the operator must write, in a phrase that follows "write".
    let expectation: String
    /// True when a quoted value is text and therefore wrong.
    var plainOnly = false
    /// Reads the text, nil when it is not acceptable.
    let parse: (String) -> Value?
}

extension ScalarRule where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One word of a fixed set.
    static var word: ScalarRule {
        let words = Value.allCases.map(\.rawValue)
        let list = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        return ScalarRule(expectation: list) { Value(rawValue: $0) }
    }
}

extension ScalarRule<Bool> {
    /// `true` or `false`; the other spellings of YAML 1.1 have surprised too many.
    static var flag: ScalarRule {
        ScalarRule(expectation: "true or false without quotes", plainOnly: true) { Bool($0) }
    }
}

extension ScalarRule<UInt16> {
    /// A port that a server can be found on.
    static var port: ScalarRule {
        ScalarRule(expectation: "a port number from 1 to 65535 without quotes", plainOnly: true) { text in
            guard text.utf8.allSatisfy(\.isASCIIDigit),
                !text.hasPrefix("0")
            else { return nil }
            return UInt16(text)
        }
    }
}

extension ScalarRule<String> {
    /// An absolute path: the daemon's working directory is not the operator's.
    static var absolutePath: ScalarRule {
        ScalarRule(expectation: "an absolute path, such as /var/lib/rackrise") { text in
            text.hasPrefix("/") && !text.contains("\0") ? text : nil
        }
    }

    /// A store in the words of nix: `daemon`, a directory, or an address with settings.
    static var store: ScalarRule {
        ScalarRule(expectation: "a Nix store without blanks, such as daemon or local?root=/srv/store") {
            text in
            (1...1024).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                ? text : nil
        }
    }

    /// What Linux accepts as a network interface's name (`dev_valid_name`, 15 octets of `IFNAMSIZ`).
    static var interfaceName: ScalarRule {
        ScalarRule(expectation: "an interface's name, at most 15 characters, such as eno2") { text in
            let valid = text.utf8.allSatisfy {
                $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":")
            }
            return (1...15).contains(text.utf8.count) && valid && text != "." && text != ".." ? text : nil
        }
    }
}

extension ScalarRule<IPv4Address> {
    /// An address that only this host reaches; the management listener has no TLS.
    static var loopbackAddress: ScalarRule {
        ScalarRule(expectation: "an address in 127.0.0.0/8, since other addresses need TLS") { text in
            IPv4Address(text).flatMap { $0.isLoopback ? $0 : nil }
        }
    }
}

extension ScalarRule<Duration> {
    /// How long a menu waits, up to an hour; a bare number has no unit, except 0.
    static var menuTimeout: ScalarRule {
        ScalarRule(expectation: "a time with its unit, such as 5s, 500ms or 1m, at most 1h, or 0 for no menu")
        {
            DurationText.parse($0).flatMap { $0 <= .seconds(3600) ? $0 : nil }
        }
    }
}
