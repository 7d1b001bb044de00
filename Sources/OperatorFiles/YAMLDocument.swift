import Yams

/// One parsed YAML file with everything refused that can grow: aliases and further documents.
struct YAMLDocument {
    /// The top of the tree; nil when the file holds nothing but comments.
    let root: YAMLValue?

    /// More possible aliases than this are refused before parsing.
    ///
    /// The parser hashes mapping keys, and a key may be an alias of aliases of aliases: n of them expand up to
    /// 3^(n/3) times, which is harmless up to here.
    private static let aliasLimit = 16

    /// Parses.
    ///
    /// - Throws: The first mistake in the syntax, which hides those after it.
    init(_ text: String, file: String) throws(OperatorFileError) {
        let anchorLine: Int?
        do {
            if let line = Self.lineOfTooManyAliases(in: text) {
                anchorLine = line
                root = nil
            } else {
                // Without the default resolver every plain scalar stays text: `08`, `no` and `52:54:00:12:34:56` (base
                // 60 in YAML 1.1) are what the operator typed, and no regular expressions run for each of them.
                let parser = try Parser(yaml: text, resolver: .basic)
                let top = try parser.singleRoot()
                // Nodes refer to their anchors weakly; the parser owns them.
                anchorLine = withExtendedLifetime(parser) { top.flatMap(Self.firstAnchor) }
                root = top.map { YAMLValue(node: $0, path: "") }
            }
        } catch {
            throw OperatorFileError([Self.problem(error, file: file)])
        }
        if let anchorLine {
            let message = "YAML anchors and aliases (&name, *name) are not read here; write the value out"
            throw OperatorFileError([FileProblem(file: file, line: anchorLine, message: message)])
        }
    }

    /// The line of the first anchor; it comes before its aliases, so that the walk never enters one.
    private static func firstAnchor(in node: Yams.Node) -> Int? {
        if node.anchor != nil { return node.mark?.line ?? 1 }
        let children: [Yams.Node] =
            switch node {
            case .scalar, .alias: []
            case .sequence(let sequence): Array(sequence)
            case .mapping(let mapping): mapping.flatMap { [$0.key, $0.value] }
            }
        for child in children {
            if let line = firstAnchor(in: child) { return line }
        }
        return nil
    }

    /// The line on which what may be an alias stands once too often.
    ///
    /// It may take a quoted text for an alias, never the reverse: an alias follows white space, a break or one of `[{,:?`,
    /// or else the parser stops there.
    private static func lineOfTooManyAliases(in text: String) -> Int? {
        var line = 1
        var count = 0
        var previous = UInt8(ascii: "\n")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "*"), mayPrecedeAlias(previous) {
                count += 1
                if count > aliasLimit { return line }
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            previous = byte
        }
        return nil
    }

    private static func mayPrecedeAlias(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x80...0xFF, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","),
            UInt8(ascii: ":"),
            UInt8(ascii: "?"):
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
