/// What one server did in one row: a median, and what went wrong on the way.
struct Figure: Sendable {
    /// The server.
    let server: String
    /// The median of the rounds that succeeded; nil when none did.
    let value: Double?
    /// Why rounds failed, or what limits the figure.
    var remark: String?

    /// As it stands in the table.
    var text: String {
        "\(server) \(value.map(Row.text) ?? "–")\(remark.map { " (\($0))" } ?? "")"
    }
}
