import NetTypes

/// Which words may name a profile or a plan; the database has the same rule as a CHECK.
public enum ProfileName {
    /// What is wrong with a name and what to do instead; nil when it is good.
    public static func complaint(about name: String, of kind: String = "profile") -> String? {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed),
            let first = name.utf8.first,
            ![UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_")].contains(first)
        else {
            return
                "\(kind) name \(name.quotedValue) is not usable; write at most 64 of a-z, 0-9, '.', '_' and '-', "
                + "beginning with a letter or digit"
        }
        return nil
    }

    private static func isAllowed(_ octet: UInt8) -> Bool {
        octet.isASCIILowercase || octet.isASCIIDigit || "._-".utf8.contains(octet)
    }
}
