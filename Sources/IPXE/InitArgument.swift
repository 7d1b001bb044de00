/// The check of `init=` and `rdinit=`: a wrong one leaves a machine in an emergency shell while every log says success.
enum InitArgument {
    /// Refuses a pattern, a relative path, and a Nix store path that cannot exist; other arguments pass.
    static func check(_ argument: String) throws(KernelCommandLineError) {
        guard argument.hasPrefix("init=") || argument.hasPrefix("rdinit=") else { return }
        let path = Substring(argument.utf8.drop { $0 != UInt8(ascii: "=") }.dropFirst())
        guard path.hasPrefix("/") else { throw .notAPath(argument: argument) }
        let isStorePath = path.hasPrefix(store)
        // A store path may contain a question mark; anywhere else it is a pattern.
        guard !path.utf8.contains(where: { isPattern($0) && !(isStorePath && $0 == UInt8(ascii: "?")) })
        else {
            throw .pattern(argument: argument)
        }
        guard !path.utf8.contains(where: isQuoteOrSpace) else { throw .notAPath(argument: argument) }
        guard !isStorePath || isWithinStoreObject(path.utf8.dropFirst(store.utf8.count)) else {
            throw .notAStorePath(argument: argument)
        }
    }

    private static func isPattern(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"):
            true
        default: false
        }
    }

    private static func isQuoteOrSpace(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") || octet == UInt8(ascii: " ")
    }

    private static let store = "/nix/store/"
    private static let hashLength = 32

    /// By octets: a machine's script is checked each time it is written.
    private static func isWithinStoreObject(_ path: Substring.UTF8View) -> Bool {
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 2, let object = parts.first, parts.dropFirst().allSatisfy({ !$0.isEmpty }) else {
            return false
        }
        let name = object.dropFirst(hashLength)
        return object.prefix(hashLength).allSatisfy(isHashDigit) && name.first == UInt8(ascii: "-")
            && name.count > 1 && object.allSatisfy(isNameOctet)
    }

    /// Nix's base-32 digits: e, o, t and u are left out.
    private static func isHashDigit(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "e"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "u"): false
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }

    private static func isNameOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "?"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
