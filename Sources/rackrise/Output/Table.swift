/// Rows under a header, in columns as wide as their widest cell.
struct Table {
    private let rows: [[String]]

    /// Makes a table.
    ///
    /// Each row has one cell for each title; without titles there is no header.
    init(_ titles: [String] = [], rows: [[String]]) {
        self.rows = ((titles.isEmpty ? [] : [titles]) + rows).map { $0.map(TerminalText.printable) }
    }

    /// The header and the rows, without spaces at the ends of lines.
    var lines: [String] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            let padded = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            let line = padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
