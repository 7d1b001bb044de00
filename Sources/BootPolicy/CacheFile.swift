import NetTypes

/// A file of a Nix binary cache, as `nix copy --to file://DIR` lays one out.
public enum CacheFile: Hashable, Sendable {
    /// `nix-cache-info`: the cache's store directory and priority.
    case info
    /// `<hash>.narinfo`: what is known of the store path with this hash, with its signatures.
    case path(hash: String)
    /// `nar/<name>`: the archive of a store path, packed or not.
    case archive(name: String)

    /// The longest name of an archive; nix writes 52 letters and `.nar.xz`.
    private static let longestName = 128

    /// Reads the components of a path below the cache; nil for everything that is none of its files.
    init?(_ components: some Collection<String>) {
        let components = Array(components)
        switch components.count {
        case 1 where components[0] == "nix-cache-info": self = .info
        case 1:
            let parts = components[0].split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1] == "narinfo", StorePath.isHash(parts[0]) else { return nil }
            self = .path(hash: String(parts[0]))
        case 2 where components[0] == "nar" && Self.isArchive(components[1]):
            self = .archive(name: components[1])
        default: return nil
        }
    }

    /// The components of its path below the cache.
    public var components: [String] {
        switch self {
        case .info: ["nix-cache-info"]
        case .path(let hash): [hash + ".narinfo"]
        case .archive(let name): ["nar", name]
        }
    }

    /// A name of letters, digits, `-` and `_`, then `.nar`, then at most the ending of a packer.
    private static func isArchive(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return (2...3).contains(parts.count) && parts[1] == "nar" && name.utf8.count <= longestName
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isPlain) }
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        octet.isASCIILetterOrDigit || "-_".utf8.contains(octet)
    }
}
