/// An HTTP response as `curl -i` prints it.
public struct HTTPAnswer: Sendable {
    /// The status code.
    public let status: Int
    /// The fields by lower-case name.
    public var headers: [String: String]
    /// The body.
    public let body: String

    init(_ output: String) throws {
        let text = output.replacing("\r\n", with: "\n")
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = (parts.first ?? "").split(separator: "\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw LabError("not a response", evidence: output)
        }
        self.status = status
        headers = Dictionary(
            lines.dropFirst().compactMap { line in
                let field = line.split(separator: ":", maxSplits: 1)
                guard field.count == 2 else { return nil }
                return (field[0].lowercased(), String(field[1].drop(while: \.isWhitespace)))
            }, uniquingKeysWith: { first, _ in first })
        body = parts.count > 1 ? String(parts[1]) : ""
    }
}
