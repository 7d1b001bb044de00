/// A public key of an SSH host as OpenSSH writes it: the algorithm and the key in base64 (RFC 4253 §6.6).
public struct HostKey: Hashable, Sendable, CustomStringConvertible {
    /// The longest base64 text; an RSA key of 16384 bits has 2,800 characters.
    private static let longestBlob = 4096
    /// What OpenSSH's servers prove themselves with, without certificates.
    private static let algorithms: Set<String> = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// The algorithm, such as `ssh-ed25519`.
    public let algorithm: String
    /// The key itself in base64.
    public let blob: String

    /// Reads `ssh-ed25519 AAAA… comment`; nil for anything else.
    public init?(_ line: some StringProtocol) {
        let words = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard words.count >= 2 else { return nil }
        algorithm = String(words[0])
        blob = String(words[1])
        guard Self.algorithms.contains(algorithm), blob.utf8.count <= Self.longestBlob,
            let octets = Base64.octets(blob), Self.names(octets, algorithm)
        else { return nil }
    }

    /// The two words, without a comment.
    public var description: String { "\(algorithm) \(blob)" }

    /// The key repeats its algorithm at its start, behind its length.
    private static func names(_ octets: [UInt8], _ algorithm: String) -> Bool {
        var reader = ByteReader(octets)
        guard let length = reader.readUInt32(), length == algorithm.utf8.count,
            let name = reader.read(algorithm.utf8.count)
        else { return false }
        return name.elementsEqual(algorithm.utf8) && reader.remaining > 0
    }
}
