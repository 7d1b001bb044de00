/// The figures of one server over all rounds.
struct Measurement {
    /// The server.
    let server: String
    /// What each successful round measured.
    var samples: [[Double]] = []
    /// Why the others failed.
    var failures: [String] = []

    /// The figure in one column.
    func figure(_ column: Int) -> Figure {
        let values = samples.map { $0[column] }
        let remark = failures.first.map {
            "\(failures.count) of \(failures.count + samples.count) rounds failed: \($0)"
        }
        return Figure(server: server, value: values.isEmpty ? nil : Row.median(values), remark: remark)
    }
}

extension [Measurement] {
    /// One column's figures of all servers.
    func figures(_ column: Int) -> [Figure] { map { $0.figure(column) } }
}
