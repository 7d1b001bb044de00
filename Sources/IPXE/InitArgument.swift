/// The check of `init=` and `rdinit=`: a wrong one leaves a machine in an emergency shell while every log says success.
enum InitArgument {
    /// Refuses a pattern, a relative path, and a Nix store path that cannot exist; other arguments pass.
    static func check(_ argument: String) throws(KernelCommandLineError) {
        guard let prefix = ["init=", "rdinit="].first(where: argument.hasPrefix) else { return }
        let path = argument.dropFirst(prefix.count)
        guard path.hasPrefix("/") else { throw .notAPath(argument: argument) }
        let isStorePath = path.hasPrefix(store)
        // A store path may contain a question mark; anywhere else it is a pattern.
        let patternCharacters = isStorePath ? "*[]{}" : "*?[]{}"
        guard !path.contains(where: patternCharacters.contains) else { throw .pattern(argument: argument) }
        guard path.unicodeScalars.allSatisfy({ $0 != "\"" && $0 != "'" && $0 != " " }) else {
            throw .notAPath(argument: argument)
        }
        guard !isStorePath || isWithinStoreObject(path.dropFirst(store.count)) else {
            throw .notAStorePath(argument: argument)
        }
    }

    private static let store = "/nix/store/"
    private static let hashLength = 32
    /// Nix's base-32 digits: e, o, t and u are left out.
    private static let hashDigits = "0123456789abcdfghijklmnpqrsvwxyz"

    private static func isWithinStoreObject(_ path: Substring) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, let object = parts.first, parts.dropFirst().allSatisfy({ !$0.isEmpty }) else {
            return false
        }
        let name = object.dropFirst(hashLength)
        return object.prefix(hashLength).allSatisfy(hashDigits.contains) && name.hasPrefix("-")
            && name.count > 1
            && object.allSatisfy(isNameCharacter)
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "+-._?=".contains(character))
    }
}
