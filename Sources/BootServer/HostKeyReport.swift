import Foundation

/// The public host keys that an installer reports, as in its `/etc/ssh/ssh_host_*_key.pub` (RFC 4253 §6.6).
struct HostKeyReport: Hashable, Sendable {
    /// Octets of a whole report.
    static let longest = 4096
    /// Most keys in one.
    static let keyCount = 8

    /// What is wrong with a report, in words.
    struct Failure: Error, Hashable {
        let description: String
    }

    /// The keys in their order, each as `<type> <base64>`; comments are left out.
    let keys: [String]

    /// Reads lines of `<type> <base64> [comment]`.
    init(_ body: [UInt8]) throws(Failure) {
        guard body.count <= Self.longest, let text = String(validating: body, as: UTF8.self) else {
            throw Failure(description: "a report is text of at most \(Self.longest) octets")
        }
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        guard (1...Self.keyCount).contains(lines.count) else {
            throw Failure(description: "a report has 1 to \(Self.keyCount) keys, one a line")
        }
        var keys: [String] = []
        for (number, line) in lines.enumerated() {
            guard let key = Self.key(line) else {
                throw Failure(description: "line \(number + 1) is no public key of an SSH host")
            }
            keys.append(key)
        }
        self.keys = keys
    }

    private static let types: Set<String> = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
    ]

    private static func key(_ line: Substring) -> String? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, types.contains(String(words[0])),
            let blob = Data(base64Encoded: String(words[1])), names(blob, String(words[0])),
            // Foundation also reads what has its padding in the middle.
            blob.base64EncodedString() == words[1]
        else { return nil }
        return "\(words[0]) \(words[1])"
    }

    /// The key repeats its type at its start, behind its length.
    private static func names(_ blob: Data, _ type: String) -> Bool {
        let length = UInt32(type.utf8.count)
        let start = stride(from: 24, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: length >> UInt32($0))
        }
        return blob.count > start.count + type.utf8.count && blob.starts(with: start + type.utf8)
    }
}
