/// The rule for paths of the Nix store; by octets, since a machine's script is checked each time it is written.
public enum StorePath {
    /// What every path of the store begins with.
    public static let store = "/nix/store/"

    /// Digits of an object's hash: 160 bits in base 32.
    @usableFromInline static let hashLength = 32
    /// The longest name of an object, behind its hash and `-`.
    @usableFromInline static let longestName = 211

    /// Whether a text is the path of one object in `/nix/store`, not of something inside it.
    public static func isValid(_ path: String) -> Bool {
        path.hasPrefix(store) && isObject(path.utf8.dropFirst(store.utf8.count))
    }

    /// Whether a text is the path of something inside an object of `/nix/store`.
    @inlinable
    public static func isInsideObject(_ path: some Collection<UInt8>) -> Bool {
        guard path.starts(with: store.utf8) else { return false }
        let parts = path.dropFirst(store.utf8.count)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count >= 2 && isObject(parts[0]) && parts.dropFirst().allSatisfy { !$0.isEmpty }
    }

    /// Whether a text is the hash of an object, in Nix's base 32.
    public static func isHash(_ text: some StringProtocol) -> Bool {
        text.utf8.count == hashLength && text.utf8.allSatisfy(isHashDigit)
    }

    @inlinable
    static func isObject(_ object: some Collection<UInt8>) -> Bool {
        let name = object.dropFirst(hashLength)
        return object.prefix(hashLength).allSatisfy(isHashDigit) && name.first == UInt8(ascii: "-")
            && (1...longestName).contains(name.count - 1) && name.allSatisfy(isNameOctet)
    }

    /// Nix leaves out e, o, t and u.
    @usableFromInline
    static func isHashDigit(_ octet: UInt8) -> Bool {
        (octet.isASCIILowercase || octet.isASCIIDigit) && !"eotu".utf8.contains(octet)
    }

    @usableFromInline
    static func isNameOctet(_ octet: UInt8) -> Bool {
        octet.isASCIILetterOrDigit || "+-._?=".utf8.contains(octet)
    }
}
