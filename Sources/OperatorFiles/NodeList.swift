public import BootModel
import NetTypes

/// A file of nodes, as `node import` reads and `node export` writes it.
///
/// A list states what it mentions and leaves the rest alone: columns or keys that are missing keep what a node has.
public struct NodeList: Sendable {
    /// The spelling of a list.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Comma-separated values (RFC 4180) with a header line.
        case csv
        /// A YAML list of sections.
        case yaml

        /// The format of a file by its name's ending; nil for others than `.csv`, `.yaml` and `.yml`.
        public init?(path: String) {
            switch path.split(separator: ".").last?.lowercased() {
            case "csv": self = .csv
            case "yaml", "yml": self = .yaml
            default: return nil
            }
        }
    }

    /// The longest list, in bytes; some 100,000 nodes.
    static let lengthLimit = 16 << 20

    /// The file's name, for messages.
    public let file: String
    /// The nodes in the file's order.
    public let entries: [NodeListEntry]

    /// Reads the file at `path`.
    ///
    /// - Throws: Every mistake in the file, or the reason why it cannot be read.
    public init(path: String, format: Format) throws(OperatorFileError) {
        try self.init(OperatorFile.text(at: path, limit: Self.lengthLimit), format: format, file: path)
    }

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - text: The file's content.
    ///   - format: Its spelling.
    ///   - file: The name to use in messages.
    /// - Throws: Every mistake, each with its line, value and remedy.
    public init(_ text: String, format: Format, file: String) throws(OperatorFileError) {
        self.file = file
        var (rows, problems) =
            switch format {
            case .csv: try Self.rows(csv: text, file: file)
            case .yaml: try Self.rows(yaml: text, file: file)
            }
        entries = rows.compactMap { $0.entry(file: file, problems: &problems) }
        problems += Self.duplicates(among: entries, file: file)
        guard problems.isEmpty else { throw OperatorFileError(problems) }
    }

    /// These nodes in a file's form, in the order given.
    public static func text(_ nodes: [Node], format: Format) -> String {
        switch format {
        case .csv: csv(nodes)
        case .yaml: yaml(nodes)
        }
    }

    /// A name or an address that stands twice, with both lines.
    private static func duplicates(among entries: [NodeListEntry], file: String) -> [FileProblem] {
        var lineOfName: [String: Int] = [:]
        var lineOfMAC: [String: Int] = [:]
        var problems: [FileProblem] = []
        for entry in entries {
            if let earlier = lineOfName.updateValue(entry.line, forKey: entry.name) {
                let message =
                    "node \(entry.name.quotedValue) is also on line \(earlier); put all MACs of one node into one entry"
                problems.append(FileProblem(file: file, line: entry.line, message: message))
            }
            for mac in entry.macs.map(\.description) {
                guard let earlier = lineOfMAC.updateValue(entry.line, forKey: mac) else { continue }
                let place = earlier == entry.line ? "stands twice on this line" : "is also on line \(earlier)"
                let message = "MAC \(mac) \(place); a MAC belongs to one node, so keep it once"
                problems.append(FileProblem(file: file, line: entry.line, message: message))
            }
        }
        return problems
    }
}
