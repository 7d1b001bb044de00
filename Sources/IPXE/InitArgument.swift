import NetTypes

/// The check of `init=` and `rdinit=`: a wrong one leaves a machine in an emergency shell while every log says success.
enum InitArgument {
    private enum Fault {
        case notAPath
        case pattern
        case notAStorePath
    }

    /// Refuses a pattern, a relative path, and a Nix store path that cannot exist; other arguments pass.
    static func check(_ argument: String) throws(KernelCommandLineError) {
        switch fault(of: argument.utf8) {
        case nil: return
        case .notAPath: throw .notAPath(argument: argument)
        case .pattern: throw .pattern(argument: argument)
        case .notAStorePath: throw .notAStorePath(argument: argument)
        }
    }

    /// Whether an argument passes the check.
    static func isSound(_ argument: some Collection<UInt8>) -> Bool { fault(of: argument) == nil }

    private static func fault(of argument: some Collection<UInt8>) -> Fault? {
        let length =
            if argument.starts(with: "init=".utf8) {
                5
            } else if argument.starts(with: "rdinit=".utf8) {
                7
            } else {
                0
            }
        guard length > 0 else { return nil }
        let path = argument.dropFirst(length)
        guard path.first == UInt8(ascii: "/") else { return .notAPath }
        let isStorePath = path.starts(with: StorePath.store.utf8)
        // A store path may contain a question mark; anywhere else it is a pattern.
        guard !path.contains(where: { isPattern($0) && !(isStorePath && $0 == UInt8(ascii: "?")) })
        else { return .pattern }
        guard !path.contains(where: isQuoteOrSpace) else { return .notAPath }
        return isStorePath && !StorePath.isInsideObject(path) ? .notAStorePath : nil
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
