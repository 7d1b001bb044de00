import GRDB

/// Rows whose first column is a node's name, in ascending order of it.
struct NodeRows {
    private let cursor: RowCursor
    private var pending: Row?

    /// Takes over a cursor before its first row.
    init(_ cursor: RowCursor) throws {
        self.cursor = cursor
        pending = try cursor.next()
    }

    /// Visits the rows of one node; names must be asked for in ascending order.
    mutating func forEach(of node: String, _ body: (Row) throws -> Void) throws {
        while let row = pending {
            let name: String = row[0]
            if name > node { return }
            if name == node { try body(row) }
            pending = try cursor.next()
        }
    }
}
