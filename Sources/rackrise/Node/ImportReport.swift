import BootModel
import NetTypes
import Store

/// What an import did, or would do.
struct ImportReport: Encodable {
    /// A node before and after.
    struct Change: Encodable {
        let before: NodeRecord
        let after: NodeRecord
    }

    /// Whether nothing was written.
    let dryRun: Bool
    /// New nodes.
    let added: [NodeRecord]
    /// Changed nodes.
    let changed: [Change]
    /// The names of nodes that are as the file has them.
    let unchanged: [String]
    /// The names of nodes that are armed for an install.
    let arms: [String]
    /// The installs that end.
    let ends: [EndedInstall]

    private let changes: [NodeChange]

    private enum CodingKeys: CodingKey { case dryRun, added, changed, unchanged, arms, ends }

    /// Sorts the changes of an import by kind.
    init(changes: [NodeChange], ended: [EndedInstall], dryRun: Bool) {
        self.changes = changes
        self.dryRun = dryRun
        added = changes.compactMap { if case .added(let node) = $0 { NodeRecord(node) } else { nil } }
        changed = changes.compactMap {
            guard case .changed(let old, let new) = $0 else { return nil }
            return Change(before: NodeRecord(old), after: NodeRecord(new))
        }
        unchanged = changes.compactMap { if case .unchanged(let node) = $0 { node.name } else { nil } }
        arms = changes.compactMap { change in
            switch change {
            case .added(let node) where node.boot == .install: node.name
            case .changed(let old, let new) where new.boot == .install && old.boot != .install: new.name
            default: nil
            }
        }
        ends = ended
    }

    /// One line for each difference, what that does to installs, and a summary.
    var lines: [String] {
        let installs = arms.map { "! arms \($0) for an install" } + ends.map { "! \($0.text)" }
        let deed = dryRun ? "would be " : ""
        let summary =
            "\(added.count) \(deed)added, \(changed.count) \(deed)changed, \(unchanged.count) unchanged"
        return (changes.flatMap(Self.lines) + installs + [summary]).map(TerminalText.printable)
    }

    private static func lines(_ change: NodeChange) -> [String] {
        switch change {
        case .added(let node):
            let macs = node.macs.map(\.description).joined(separator: " ")
            return ["+ \(node.name): \(macs), profile \(node.profile), boot \(node.boot.rawValue)"]
        case .removed(let node): return ["- \(node.name)"]
        case .unchanged: return []
        case .changed(let old, let new): return differences(old, new).map { "~ \(new.name): \($0)" }
        }
    }

    private static func differences(_ old: Node, _ new: Node) -> [String] {
        let variables = Set(old.variables.keys).union(new.variables.keys).sorted()
        let fields: [(String, String, String)] = [
            (
                "mac", old.macs.map(\.description).joined(separator: " "),
                new.macs.map(\.description).joined(separator: " ")
            ),
            ("profile", old.profile, new.profile), ("boot", old.boot.rawValue, new.boot.rawValue),
            ("also", old.otherProfiles.joined(separator: " "), new.otherProfiles.joined(separator: " ")),
            ("state", old.state.rawValue, new.state.rawValue),
            ("localBoot", old.localBoot.rawValue, new.localBoot.rawValue),
            ("loader", old.loader.rawValue, new.loader.rawValue),
        ]
        return (fields + variables.map { ("var.\($0)", old.variables[$0] ?? "", new.variables[$0] ?? "") })
            .filter { $0.1 != $0.2 }
            .map { "\($0.0) \($0.1.isEmpty ? "-" : $0.1) -> \($0.2.isEmpty ? "-" : $0.2)" }
    }
}
