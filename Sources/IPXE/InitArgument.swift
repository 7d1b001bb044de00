import NetTypes

/// The check of `init=` and `rdinit=`: a wrong one leaves a machine in an emergency shell while every log says success.
enum InitArgument {
    /// Refuses a pattern, a relative path, and a Nix store path that cannot exist; other arguments pass.
    static func check(_ argument: Substring) throws(KernelCommandLineError) {
        let name = argument.utf8.prefix { $0 != UInt8(ascii: "=") }
        guard name.endIndex < argument.endIndex,
            name.elementsEqual("init".utf8) || name.elementsEqual("rdinit".utf8)
        else { return }
        let path = Substring(argument.utf8[name.endIndex...].dropFirst())
        guard path.utf8.first == UInt8(ascii: "/") else { throw .notAPath(argument: String(argument)) }
        let isStorePath = path.utf8.starts(with: StorePath.store.utf8)
        // A store path may contain a question mark; anywhere else it is a pattern.
        guard !path.utf8.contains(where: { isPattern($0) && !(isStorePath && $0 == UInt8(ascii: "?")) })
        else {
            throw .pattern(argument: String(argument))
        }
        guard !path.utf8.contains(where: isQuoteOrSpace) else { throw .notAPath(argument: String(argument)) }
        guard !isStorePath || StorePath.isInsideObject(path) else {
            throw .notAStorePath(argument: String(argument))
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
}
