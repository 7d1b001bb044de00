/// A public key as OpenSSH writes it: the algorithm and the key in base64.
struct HostKey: Hashable, Sendable, CustomStringConvertible {
    /// The longest base64 text; an RSA key of 16384 bits has 2,800 characters.
    private static let longestBlob = 4096

    /// The algorithm, such as `ssh-ed25519`.
    let algorithm: String
    /// The key itself in base64.
    let blob: String

    /// Reads `ssh-ed25519 AAAA… comment`; nil for anything else.
    init?(_ line: some StringProtocol) {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2 else { return nil }
        let name = String(words[0])
        let text = String(words[1])
        guard name.hasPrefix("ssh-") || name.hasPrefix("ecdsa-sha2-") || name.hasPrefix("sk-"),
            (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameOctet),
            (16...Self.longestBlob).contains(text.utf8.count), text.utf8.allSatisfy(Self.isBase64)
        else { return nil }
        algorithm = name
        blob = text
    }

    /// How well it serves as the key that is pinned, when a machine tells several; lower is better.
    var rank: Int {
        switch algorithm {
        case "ssh-ed25519": 0
        case _ where algorithm.hasPrefix("ecdsa-"): 1
        case "ssh-rsa": 2
        default: 3
        }
    }

    /// The two words, without a comment.
    var description: String { "\(algorithm) \(blob)" }

    private static func isBase64(_ octet: UInt8) -> Bool {
        isLetterOrDigit(octet) || "+/=".utf8.contains(octet)
    }

    private static func isNameOctet(_ octet: UInt8) -> Bool {
        isLetterOrDigit(octet) || "-.@".utf8.contains(octet)
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
