import Yams

/// One parsed YAML file with everything refused that can grow: aliases and further documents.
struct YAMLDocument {
    /// The top of the tree; nil when the file holds nothing but comments.
    let root: YAMLValue?

    /// Parses.
    ///
    /// - Throws: The first mistake in the syntax, which hides those after it.
    init(_ text: String, file: String) throws(OperatorFileError) {
        if let line = Self.firstAlias(in: text) {
            throw OperatorFileError([
                FileProblem(
                    file: file, line: line,
                    message: "YAML anchors and aliases (&name, *name) are not read here; write the value out")
            ])
        }
        do {
            // Without the default resolver every plain scalar stays text: `08`, `no` and `52:54:00:12:34:56` (base 60
            // in YAML 1.1) are what the operator typed, and no regular expressions run for each of them.
            root = try Yams.compose(yaml: text, .basic).map { YAMLValue(node: $0, path: "") }
        } catch {
            throw OperatorFileError([Self.problem(error, file: file)])
        }
    }

    /// The line of the first alias when the text may hold both an anchor and an alias.
    ///
    /// This must come before parsing: the parser hashes mapping keys, and a key that is an alias of aliases of
    /// aliases takes exponential time. It may suspect an innocent text, never pass a guilty one: an indicator cannot
    /// directly follow a name character.
    private static func firstAlias(in text: String) -> Int? {
        var line = 1
        var anchor = false
        var alias: Int?
        var previous = UInt8(ascii: "\n")
        var indicator: UInt8?
        for byte in text.utf8 {
            if let found = indicator, isName(byte) {
                anchor = anchor || found == UInt8(ascii: "&")
                if found == UInt8(ascii: "*") { alias = alias ?? line }
            }
            let starts = byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*")
            indicator = starts && !isName(previous) ? byte : nil
            if byte == UInt8(ascii: "\n") { line += 1 }
            previous = byte
        }
        return anchor ? alias : nil
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func problem(_ error: any Error, file: String) -> FileProblem {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)? where problem.contains("cannot start any token"):
            let message =
                "column \(mark.column) holds a character that cannot start a value; indent with spaces, "
            return FileProblem(
                file: file, line: mark.line, message: message + "not tabs, and quote special values")
        case .scanner(let context, let problem, let mark, _)?,
            .parser(let context, let problem, let mark, _)?,
            .composer(let context, let problem, let mark, _)?:
            let place = context.map { " \($0.text)" } ?? ""
            let message =
                "the YAML is broken at column \(mark.column) (\(problem)\(place)); correct this line"
            return FileProblem(file: file, line: mark.line, message: message)
        case .duplicatedKeysInMapping(let keys, let context)?:
            let names = keys.map(\.quotedValue).joined(separator: ", ")
            let message = "the key \(names) stands more than once in one section; keep one of them"
            return FileProblem(file: file, line: context.mark.line, message: message)
        case .reader(let problem, _, _, _)?:
            return FileProblem(
                file: file, line: nil, message: "the YAML holds a forbidden character (\(problem)); remove it"
            )
        default:
            return FileProblem(
                file: file, line: nil, message: "the YAML cannot be parsed (\(error)); correct it")
        }
    }
}
