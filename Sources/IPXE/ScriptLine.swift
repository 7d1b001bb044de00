/// One logical line of an iPXE script, split as iPXE splits it (`image/script.c`, `core/exec.c`).
struct ScriptLine: Hashable {
    /// The number of the first physical line, counted from 1.
    let number: Int
    /// The commands between `||`, `&&` and `;`, each as its words; without the line's label and comment.
    let commands: [[String]]

    /// Every line that holds a command.
    static func lines(of text: String) -> [ScriptLine] {
        var lines: [ScriptLine] = []
        var joined = ""
        var start = 1
        let physical = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in physical.enumerated() {
            if joined.isEmpty { start = index + 1 }
            joined += String(line)
            if joined.unicodeScalars.last == "\r" { joined.unicodeScalars.removeLast() }
            if joined.unicodeScalars.last == "\\" {
                joined.unicodeScalars.removeLast()
                continue
            }
            lines.append(ScriptLine(number: start, text: joined))
            joined = ""
        }
        lines.append(ScriptLine(number: start, text: joined))
        return lines.filter { !$0.commands.isEmpty }
    }

    private init(number: Int, text: String) {
        self.number = number
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)[...]
        if words.first?.hasPrefix(":") == true { words.removeFirst() }
        words = words.prefix { !$0.hasPrefix("#") }
        commands = words.split { ["||", "&&", ";"].contains($0) }.map(Array.init)
    }
}
