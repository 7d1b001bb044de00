/// One record of a comma-separated file (RFC 4180).
///
/// Read strictly, with line numbers: a quote in the wrong place is an error and never a guess, since a guess moves
/// every later row into its field.
struct CSVRecord: Hashable {
    /// The line on which it begins, counted from 1.
    let line: Int
    /// The fields, unquoted.
    let fields: [String]

    /// Reads all records; blank lines are skipped, lines end in LF or CR LF.
    ///
    /// - Throws: The first mistake, which hides those after it.
    static func all(in text: String, file: String) throws(OperatorFileError) -> [CSVRecord] {
        var scanner = Scanner(bytes: Array(text.utf8), file: file)
        var records: [CSVRecord] = []
        while let record = try scanner.next() {
            if record.fields != [""] { records.append(record) }
        }
        return records
    }

    /// These fields as one line, quoted where RFC 4180 asks for it or a reader might trim them.
    static func line(of fields: [String]) -> String {
        let line = fields.map { field in
            let special = field.utf8.contains {
                [0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "\"")].contains($0)
            }
            guard special || field.hasPrefix(" ") || field.hasSuffix(" ") else { return field }
            return "\""
                + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\""
        }
        return line.joined(separator: ",")
    }
}

extension CSVRecord {
    /// A position in the text, with its line.
    private struct Scanner {
        let bytes: [UInt8]
        let file: String
        var position = 0
        var line = 1

        init(bytes: [UInt8], file: String) {
            self.bytes = bytes
            self.file = file
            // Spreadsheets write a byte order mark.
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        }

        mutating func next() throws(OperatorFileError) -> CSVRecord? {
            guard position < bytes.count else { return nil }
            let start = line
            var fields = [try field()]
            while position < bytes.count, bytes[position] == UInt8(ascii: ",") {
                position += 1
                fields.append(try field())
            }
            try endOfLine()
            return CSVRecord(line: start, fields: fields)
        }

        private mutating func field() throws(OperatorFileError) -> String {
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quotedField() }
            let start = position
            while position < bytes.count, ![UInt8(ascii: ","), 0x0A, 0x0D].contains(bytes[position]) {
                guard bytes[position] != UInt8(ascii: "\"") else {
                    throw problem(
                        line,
                        "a quote stands inside a field; put the whole field in quotes and double the inner ones"
                    )
                }
                position += 1
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private mutating func quotedField() throws(OperatorFileError) -> String {
            let start = line
            var content: [UInt8] = []
            position += 1
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\"") {
                    guard position < bytes.count, bytes[position] == byte else {
                        return String(decoding: content, as: UTF8.self)
                    }
                    position += 1
                }
                if byte == 0x0A { line += 1 }
                content.append(byte)
            }
            throw problem(start, "the quote that opens on this line is never closed; close it")
        }

        private mutating func endOfLine() throws(OperatorFileError) {
            if position < bytes.count, bytes[position] == 0x0D { position += 1 }
            guard position < bytes.count else { return }
            guard bytes[position] == 0x0A else {
                throw problem(
                    line,
                    "text follows a closing quote or a lone carriage return; put a comma or a new line there")
            }
            position += 1
            line += 1
        }

        private func problem(_ line: Int, _ message: String) -> OperatorFileError {
            OperatorFileError([FileProblem(file: file, line: line, message: message)])
        }
    }
}
