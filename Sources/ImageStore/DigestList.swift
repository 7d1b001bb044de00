import NetTypes

/// A list of SHA-256 digests as `sha256sum` writes it.
struct DigestList: Hashable, Sendable {
    /// The longest list that is read, in octets.
    static let longest = 1 << 20

    private let digests: [String: String]

    /// Reads lines `<64 digits>  <name>` or `<64 digits> *<name>`; nil when a line is neither that nor empty.
    ///
    /// Directories in names are dropped.
    init?(_ text: String) {
        var digests: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) where !line.allSatisfy(\.isWhitespace) {
            let digest = line.prefix(64).lowercased()
            let rest = line.dropFirst(64)
            guard digest.utf8.count == 64, Hexadecimal.octets(digest) != nil,
                rest.hasPrefix("  ") || rest.hasPrefix(" *"),
                let name = rest.dropFirst(2).split(separator: "/").last
            else { return nil }
            digests[String(name)] = digest
        }
        self.digests = digests
    }

    /// The digest for a file name, lower-case, or nil when the list does not have it.
    func digest(of name: String) -> String? { digests[name] }
}
