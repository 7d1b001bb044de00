import InstallPlan
import NetTypes

extension ScalarRule<Template> {
    /// Any text but an empty one.
    static var text: ScalarRule {
        ScalarRule(expectation: "a text, which may refer to ${node.name} or ${var.NAME}") {
            $0.isEmpty || $0.utf8.contains(0) ? nil : Template($0)
        }
    }

    /// Any text, also an empty one.
    static var content: ScalarRule {
        ScalarRule(expectation: "a text of at most \(contentLimit >> 10) KiB, which may refer to the node") {
            $0.utf8.count <= contentLimit ? Template($0) : nil
        }
    }

    /// The longest content of a file, in octets: a plan is no place for large files.
    private static var contentLimit: Int { 64 << 10 }

    /// An absolute path in the installed system.
    static var installedPath: ScalarRule {
        ScalarRule(expectation: "an absolute path without \"..\", such as /etc/motd") { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            let isClean = !parts.contains("..") && !text.utf8.contains(0) && !text.hasSuffix("/")
            return text.hasPrefix("/") && isClean ? Template(text) : nil
        }
    }

    /// An address that a machine fetches.
    static var url: ScalarRule {
        ScalarRule(expectation: "an address that begins with http:// or https://") { text in
            let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return isPlain && (text.hasPrefix("http://") || text.hasPrefix("https://")) ? Template(text) : nil
        }
    }
}

extension ScalarRule<ShellScript> {
    /// A script.
    static var script: ScalarRule {
        ScalarRule(expectation: "a script for the POSIX shell") {
            $0.isEmpty || $0.utf8.contains(0) ? nil : ShellScript($0)
        }
    }
}

extension ScalarRule<UInt64> {
    /// A size.
    static var size: ScalarRule {
        ScalarRule(expectation: "a size with its unit, such as 512MiB or 100GB", parse: ByteSize.parse)
    }
}

extension ScalarRule<Int> {
    /// A whole number within a range.
    static func number(_ range: ClosedRange<Int>) -> ScalarRule {
        ScalarRule(
            expectation: "a number from \(range.lowerBound) to \(range.upperBound) without quotes",
            plainOnly: true
        ) { text in
            guard text.utf8.allSatisfy(\.isASCIIDigit) else {
                return nil
            }
            return Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ScalarRule<Duration> {
    /// How long an attempt may take.
    static var phaseTimeout: ScalarRule {
        ScalarRule(expectation: "a time with its unit from 1s to 24h, such as 30m") {
            DurationText.parse($0).flatMap { PhaseSettings.timeoutRange.contains($0) ? $0 : nil }
        }
    }

    /// The pause before a retry.
    static var backoff: ScalarRule {
        ScalarRule(expectation: "a time with its unit of at most 10m, such as 5s, or 0") {
            DurationText.parse($0).flatMap { $0 <= PhaseSettings.backoffLimit ? $0 : nil }
        }
    }
}

extension ScalarRule<FileOwner> {
    /// Owner and group.
    static var owner: ScalarRule {
        ScalarRule(expectation: "user:group, such as root:root or 0:0") { FileOwner($0) }
    }
}

extension ScalarRule<FileMode> {
    /// Permissions.
    static var mode: ScalarRule {
        ScalarRule(expectation: "three or four octal digits, such as 0644") { FileMode($0) }
    }
}

extension ScalarRule<String> {
    /// A user.
    static var userName: ScalarRule {
        ScalarRule(expectation: "a user's name, such as root") { UserName.isValid($0) ? $0 : nil }
    }

    /// A profile.
    static var profileName: ScalarRule {
        ScalarRule(expectation: "a profile's name: at most 64 of a-z, 0-9, '.', '_' and '-'") {
            ProfileName.complaint(about: $0) == nil ? $0 : nil
        }
    }

    /// A stored secret; named by the same rule as a node's variable.
    static var secretName: ScalarRule {
        ScalarRule(expectation: "a secret's name: at most 64 letters, digits, '.', '_' and '-'") {
            NodeVariable.complaint(about: $0, value: "") == nil ? $0 : nil
        }
    }

    /// A public key of a binary cache: a name and 32 octets in base 64.
    static var cacheKey: ScalarRule {
        ScalarRule(expectation: "a cache's public key, such as cache.example-1:BASE64=") { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { return nil }
            return Base64.octets(parts[1])?.count == 32 ? text : nil
        }
    }

    /// A unit of systemd.
    static var unitName: ScalarRule {
        ScalarRule(expectation: "a unit's name, such as sshd.service") { text in
            let isName = text.utf8.allSatisfy { $0.isASCIILetterOrDigit || ":_.@-\\".utf8.contains($0) }
            return isName && text.contains(".") && (3...255).contains(text.utf8.count)
                && !text.hasPrefix("-") && !text.hasPrefix(".") ? text : nil
        }
    }
}
