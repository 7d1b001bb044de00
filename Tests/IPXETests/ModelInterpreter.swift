/// What iPXE makes of one line `echo …`, written after `core/exec.c` and `core/settings.c`; `RealIPXEQuotingTests` compares
/// the same with the real program.
enum ModelInterpreter {
    /// The text that `echo` prints, or nil when the line is more than one plain command.
    static func echo(_ line: String) -> String? {
        guard !line.contains("\n"), !line.hasSuffix("\\") else { return nil }
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard !words.contains(where: { $0.hasPrefix("#") || ["||", "&&", ";"].contains($0) }) else {
            return nil
        }
        return words.map(expanded).joined(separator: " ")
    }

    /// A word after expansion; every setting is empty.
    static func expanded(_ word: String) -> String {
        var text = Array(word)
        while true {
            var start: Int?
            var end: Int?
            for index in text.indices {
                if text[index] == "$", index + 1 < text.count, text[index + 1] == "{" { start = index }
                if start != nil, text[index] == "}" {
                    end = index
                    break
                }
            }
            guard let start, let end else { return String(text) }
            text.removeSubrange(start...end)
        }
    }
}
