import BootModel
import Yams

extension NodeList {
    /// The key of a node's variables.
    private static let variablesKey = "var"

    /// The rows of a YAML list, and what is wrong with them apart from their values.
    static func rows(yaml text: String, file: String) throws(OperatorFileError) -> (
        [NodeListRow], [FileProblem]
    ) {
        guard let root = try YAMLDocument(text, file: file).root, !root.isNull else { return ([], []) }
        var reader = YAMLReader(file: file)
        guard let elements = root.elements else {
            reader.report(
                line: root.line,
                "the file is \(root.shown); write a list of nodes, each beginning with \"- name:\"")
            return ([], reader.problems)
        }
        var rows: [NodeListRow] = []
        for element in elements {
            let before = reader.problems.count
            let row = row(element, &reader)
            // An entry that cannot be read would be reported once more for what it lacks.
            if reader.problems.count == before { rows.append(row) }
        }
        return (rows, reader.problems)
    }

    /// Nodes as a YAML list.
    static func yaml(_ nodes: [BootModel.Node]) -> String {
        guard !nodes.isEmpty else { return "[]\n" }
        let sections = nodes.map { node in
            let fields: [NodeListField] = [.name, .mac, .profile, .boot, .also, .state, .localBoot, .loader]
            var pairs = fields.map { field in
                let words = node.listWords(field).map(scalar)
                let isList = field == .mac || field == .also
                return (Yams.Node(field.rawValue), isList ? Yams.Node(words, .implicit, .flow) : words[0])
            }
            let variables = node.variables.sorted { $0.key < $1.key }.map {
                (scalar($0.key), scalar($0.value))
            }
            pairs.append((Yams.Node(variablesKey), Yams.Node(variables)))
            return Yams.Node(pairs, .implicit, .block)
        }
        do {
            return try Yams.serialize(node: Yams.Node(sections), width: -1, allowUnicode: true)
        } catch {
            preconditionFailure("a tree of texts could not be written as YAML: \(error)")
        }
    }

    /// A text that every YAML reader takes for the same text.
    private static func scalar(_ text: String) -> Yams.Node {
        // Numbers, MAC addresses (base 60 in YAML 1.1), yes, no, null and dates would change their type without quotes.
        let plain = Yams.Node(text)
        return plain.tag == Tag(.str) ? plain : Yams.Node(text, Tag(.str), .doubleQuoted)
    }

    private static func row(_ element: YAMLValue, _ reader: inout YAMLReader) -> NodeListRow {
        var row = NodeListRow(line: element.line)
        let keys = NodeListField.allCases.map(\.rawValue) + [variablesKey]
        let values = reader.section(element, keys: keys)
        for field in NodeListField.allCases {
            guard let value = values[field.rawValue] else { continue }
            row.fields[field] = words(value, &reader)
        }
        if let value = values[variablesKey] { row.variables = .replaced(variables(value, &reader)) }
        return row
    }

    /// The words of one value or of a list of values.
    private static func words(_ value: YAMLValue, _ reader: inout YAMLReader) -> [String] {
        let rule = ScalarRule<String>(expectation: "a word, or a list of words in brackets") { $0 }
        return (value.elements ?? [value]).flatMap { element in
            (reader.scalar(element, rule) ?? "").split(whereSeparator: \.isWhitespace).map { String($0) }
        }
    }

    private static func variables(_ value: YAMLValue, _ reader: inout YAMLReader) -> [String: String] {
        guard !value.isNull else { return [:] }
        guard value.node.mapping != nil else {
            reader.report(
                line: value.line,
                "\(value.path) is \(value.shown); write names and values, such as {rack: a1}")
            return [:]
        }
        let rule = ScalarRule<String>(expectation: "a text, in quotes where it is empty") { $0 }
        var result: [String: String] = [:]
        for (name, entry) in reader.pairs(value) {
            result[name] = reader.scalar(entry, rule)
        }
        return result
    }
}
