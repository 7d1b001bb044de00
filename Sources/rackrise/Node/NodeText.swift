import BootModel
import NetTypes

/// Nodes in words.
enum NodeText {
    /// All nodes, one line each.
    static func table(_ nodes: [Node]) -> [String] {
        let rows = nodes.map { node in
            [
                node.name, node.profile, boot(node), node.state.rawValue,
                node.macs.map(\.description).joined(separator: " "),
                node.otherProfiles.joined(separator: " "),
            ]
        }
        return Table(["NAME", "PROFILE", "BOOT", "STATE", "MAC", "ALSO"], rows: rows).lines
    }

    /// One node in full.
    static func details(_ node: Node) -> [String] {
        var fields = [
            ("name", node.name), ("macs", node.macs.map(\.description).joined(separator: " ")),
            ("profile", node.profile), ("also", node.otherProfiles.joined(separator: " ")),
            ("boot", boot(node)), ("state", node.state.rawValue),
            ("local boot", node.localBoot.rawValue), ("loader", node.loader.rawValue),
        ]
        if let install = node.install {
            fields.append(
                (
                    "install",
                    "profile \(install.profile) may be booted until \(ClockText().text(install.until))"
                ))
        }
        fields += node.variables.sorted { $0.key < $1.key }.map { ("var \($0.key)", $0.value) }
        return Table(rows: fields.map { [$0.0, $0.1.isEmpty ? "-" : $0.1] }).lines
    }

    /// The boot setting, with the job of an install.
    private static func boot(_ node: Node) -> String {
        node.install.map { "\(node.boot.rawValue) (job \($0.job))" } ?? node.boot.rawValue
    }

    /// What was done to a node, in a line or as its record.
    static func report(_ deed: String, _ node: Node, json: Bool) throws {
        let macs = node.macs.map(\.description).joined(separator: ", ")
        let line =
            "\(deed) node \(node.name) (\(macs)): profile \(node.profile), boot \(boot(node)), \(node.state.rawValue)"
        try Console.write([json ? JSON.document(NodeRecord(node)) : TerminalText.printable(line)])
    }
}
