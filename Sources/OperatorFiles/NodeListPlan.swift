public import BootModel
import NetTypes

/// What an import would do, checked against the whitelist as it stands: all of it can be done, or none.
public struct NodeListPlan: Sendable {
    /// What happens to one node.
    public enum Change: Hashable, Sendable {
        /// A node that did not exist.
        case added(Node)
        /// A node that differs afterwards.
        case changed(from: Node, to: Node)
        /// A node that stays as it is.
        case unchanged(Node)
    }

    /// One change for each entry, in the file's order.
    public let changes: [Change]

    /// Compares a list with the whitelist.
    ///
    /// - Throws: Every entry that cannot be done: a profile that does not exist, a MAC of a node that the list leaves
    ///   alone, an install that is asked for here.
    public init(_ list: NodeList, nodes: [Node], profiles: [String]) throws(OperatorFileError) {
        let existing = Dictionary(nodes.map { ($0.name, $0) }) { first, _ in first }
        let listed = Set(list.entries.map(\.name))
        var ownerOfMAC: [MACAddress: String] = [:]
        for node in nodes where !listed.contains(node.name) {
            for mac in node.macs { ownerOfMAC[mac] = node.name }
        }
        let known = Set(profiles)
        var problems: [FileProblem] = []
        changes = list.entries.map { entry in
            let before = existing[entry.name]
            let after = entry.applied(to: before)
            var complaints = Self.unknownProfiles(after.allProfiles, known: known, sorted: profiles)
            complaints += entry.macs.compactMap { mac in
                ownerOfMAC[mac].map {
                    "MAC \(mac) belongs to node \($0), which this file does not list; remove it there or list that node too"
                }
            }
            if after.boot == .install, before?.boot != .install {
                complaints.append(
                    "boot is \"install\"; an install is armed by its plan, so write local or netboot")
            }
            problems += complaints.map { FileProblem(file: list.file, line: entry.line, message: $0) }
            guard let before else { return .added(after) }
            return before == after ? .unchanged(after) : .changed(from: before, to: after)
        }
        guard problems.isEmpty else { throw OperatorFileError(problems) }
    }

    /// The nodes that have to be written.
    public var writes: [Node] {
        changes.compactMap { change in
            switch change {
            case .added(let node), .changed(_, let node): node
            case .unchanged: nil
            }
        }
    }

    private static func unknownProfiles(_ names: [String], known: Set<String>, sorted: [String]) -> [String] {
        names.filter { !known.contains($0) }.map { name in
            let advice =
                NearestName.of(name, among: sorted).map { "did you mean \($0)?" }
                ?? "import the profile first"
            return "there is no profile \(name.quotedValue); \(advice)"
        }
    }
}
