import BootModel

extension NodeList {
    /// What the name of a variable's column begins with.
    private static let variablePrefix = "var."

    /// The rows of a comma-separated list, and what is wrong with them apart from their values.
    static func rows(csv text: String, file: String) throws(OperatorFileError) -> (
        [NodeListRow], [FileProblem]
    ) {
        let records = try CSVRecord.all(in: text, file: file)
        guard let header = records.first else {
            let message = "the file is empty; begin with the header mac,name,profile,boot"
            throw OperatorFileError([FileProblem(file: file, line: nil, message: message)])
        }
        let columns = try columns(header, file: file)
        var problems: [FileProblem] = []
        var rows: [NodeListRow] = []
        for record in records.dropFirst() {
            guard record.fields.count == columns.count else {
                let message =
                    "the row has \(record.fields.count) fields and the header \(columns.count); "
                    + "add or remove commas, and put values that hold commas in quotes"
                problems.append(FileProblem(file: file, line: record.line, message: message))
                continue
            }
            rows.append(row(record, columns))
        }
        return (rows, problems)
    }

    /// Nodes as comma-separated values, with every variable that any of them has.
    ///
    /// Values are written as they are, also those that a spreadsheet takes for a formula: the list is for reading back.
    static func csv(_ nodes: [Node]) -> String {
        let variables = Set(nodes.flatMap(\.variables.keys)).sorted()
        let fields: [NodeListField] = [.mac, .name, .profile, .boot, .also, .state, .localBoot, .loader]
        let header = fields.map(\.rawValue) + variables.map { variablePrefix + $0 }
        let rows = nodes.map { node in
            fields.map { node.listWords($0).joined(separator: " ") }
                + variables.map { node.variables[$0] ?? "" }
        }
        return ([header] + rows).map { CSVRecord.line(of: $0) + "\n" }.joined()
    }

    private enum Column: Hashable {
        case field(NodeListField)
        case variable(String)
    }

    private static func columns(_ header: CSVRecord, file: String) throws(OperatorFileError) -> [Column] {
        var problems: [FileProblem] = []
        var columns: [Column] = []
        func report(_ message: String) {
            problems.append(FileProblem(file: file, line: header.line, message: message))
        }
        for title in header.fields.map(trimmed) {
            guard let column = column(titled: title) else {
                report("unknown column \(title.quotedValue); \(advice(for: title))")
                continue
            }
            if columns.contains(column) {
                report("column \(title.quotedValue) stands twice; keep one of them")
            }
            columns.append(column)
        }
        for field in NodeListField.required where problems.isEmpty && !columns.contains(.field(field)) {
            report("the column \(field.rawValue) is missing; the header is mac,name,profile,boot")
        }
        guard problems.isEmpty else { throw OperatorFileError(problems) }
        return columns
    }

    private static func column(titled title: String) -> Column? {
        if let field = NodeListField(rawValue: title) { return .field(field) }
        guard title.hasPrefix(variablePrefix), title.count > variablePrefix.count else { return nil }
        return .variable(String(title.dropFirst(variablePrefix.count)))
    }

    private static func advice(for title: String) -> String {
        if title.contains(";") || title.contains("\t") { return "separate columns with commas" }
        let known = NodeListField.allCases.map(\.rawValue)
        return NearestName.of(title, among: known).map { "did you mean \($0)?" }
            ?? "the columns are \(known.joined(separator: ", ")) and var.NAME for variables"
    }

    private static func row(_ record: CSVRecord, _ columns: [Column]) -> NodeListRow {
        var row = NodeListRow(line: record.line)
        var variables: [String: String] = [:]
        for (column, text) in zip(columns, record.fields) {
            switch column {
            case .field(let field):
                let words = text.split(whereSeparator: \.isWhitespace).map { String($0) }
                // Only the menu's further profiles can be emptied; other empty cells say nothing.
                if !words.isEmpty || field == .also || NodeListField.required.contains(field) {
                    row.fields[field] = words
                }
            case .variable(let name): variables[name] = text
            }
        }
        if !variables.isEmpty { row.variables = .changed(variables) }
        return row
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
