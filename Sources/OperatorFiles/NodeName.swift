import NetTypes

/// Which words may name a node; the database has the same rules as CHECKs.
public enum NodeName {
    /// Words that `rackrise install` reads as subcommands.
    private static let reserved: Set<String> = ["status", "logs", "cancel", "retry", "key", "trust"]

    /// What is wrong with a name and what to do instead; nil when it is good.
    public static func complaint(about name: String) -> String? {
        guard (1...63).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed),
            name.utf8.first != UInt8(ascii: "-")
        else {
            return "name \(name.quotedValue) is not usable; write at most 63 of a-z, 0-9 and '-', "
                + "beginning with a letter or digit"
        }
        if reserved.contains(name) {
            return "name \(name.quotedValue) is a word of `rackrise install`; choose another"
        }
        if MACAddress(name) != nil {
            return "name \(name.quotedValue) reads as a MAC address; choose another"
        }
        return nil
    }

    private static func isAllowed(_ octet: UInt8) -> Bool {
        octet.isASCIILowercase || octet.isASCIIDigit || octet == UInt8(ascii: "-")
    }
}
