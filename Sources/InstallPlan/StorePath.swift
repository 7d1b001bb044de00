/// The rule for paths of the Nix store.
public enum StorePath {
    private static let store = "/nix/store/"
    private static let hashLength = 32
    /// Nix's base-32 digits: e, o, t and u are left out.
    private static let hashDigits = Set("0123456789abcdfghijklmnpqrsvwxyz".utf8)

    /// Whether a text is the path of one object in `/nix/store`, not of something inside it.
    public static func isValid(_ path: String) -> Bool {
        guard path.hasPrefix(store) else { return false }
        let object = path.utf8.dropFirst(store.utf8.count)
        let name = object.dropFirst(hashLength)
        return object.prefix(hashLength).allSatisfy(hashDigits.contains)
            && name.first == UInt8(ascii: "-") && (2...212).contains(name.count)
            && name.allSatisfy(isNameCharacter)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+-._?=".utf8.contains(byte)
        }
    }
}
