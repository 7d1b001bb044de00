/// What an iPXE script comes to when nobody touches a key.
enum ScriptOutcome: Hashable, Sendable {
    /// A kernel and its initrds.
    case boot(kernel: String, initrds: [String])
    /// Another script.
    case chain(String)
    /// The machine's own disk, or the next device of its firmware.
    case localDisk
    /// The script shows this and gives up.
    case explained(String)

    /// Follows a script from its first line; a menu is left by its default.
    ///
    /// Only what netboot servers write is understood; nil for a script that comes to nothing.
    init?(following script: String) {
        let lines = script.split(whereSeparator: \.isNewline).map { $0.split(separator: " ") }
        var remaining = lines[...]
        if let choice = lines.first(where: { $0.first == "choose" }),
            let label = Self.value(of: "--default", in: choice),
            let start = lines.firstIndex(where: { $0.first == ":\(label)" })
        {
            remaining = lines[start...]
        }
        var kernel: String?
        var initrds: [String] = []
        var shown: [Substring] = []
        for words in remaining {
            switch words.first {
            case "kernel": kernel = Self.address(in: words)
            case "initrd": Self.address(in: words).map { initrds.append($0) }
            case "chain":
                guard let address = Self.address(in: words) else { return nil }
                self = .chain(address)
                return
            case "boot":
                guard let kernel else { return nil }
                self = .boot(kernel: kernel, initrds: initrds)
                return
            case "echo": shown.append(words.dropFirst().joined(separator: " ")[...])
            case "sanboot": self = .localDisk; return
            case "exit":
                self =
                    shown.contains { $0.hasPrefix("--") }
                    ? .explained(shown.joined(separator: " ")) : .localDisk
                return
            default: continue
            }
        }
        return nil
    }

    /// The first absolute URL among a command's words.
    private static func address(in words: [Substring]) -> String? {
        words.first { $0.hasPrefix("http://") }.map(String.init)
    }

    private static func value(of option: String, in words: [Substring]) -> Substring? {
        words.firstIndex(of: option[...]).flatMap { words.dropFirst($0 + 1).first }
    }
}
