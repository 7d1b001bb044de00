public import BootModel
import NetTypes

extension NodeList {
    /// Checks the list against the whitelist as it stands, so that what the database would refuse is named by line.
    ///
    /// - Parameters:
    ///   - nodes: The nodes on the whitelist.
    ///   - profiles: The names of all profiles.
    ///   - refusal: Why a node cannot become what the list makes of it, an install for example that cannot be armed,
    ///     and what to do; nil when it can. It is asked with the node as it is, nil for a new one, and as it would be.
    /// - Throws: Every entry that cannot be done: a profile that does not exist, a MAC of a node that the list leaves
    ///   alone, a refusal.
    public func check(nodes: [Node], profiles: [String], refusal: (Node?, Node) -> String?)
        throws(OperatorFileError)
    {
        let existing = Dictionary(nodes.map { ($0.name, $0) }) { first, _ in first }
        let listed = Set(entries.map(\.name))
        var owners: [MACAddress: String] = [:]
        for node in nodes where !listed.contains(node.name) {
            for mac in node.macs { owners[mac] = node.name }
        }
        let problems = entries.flatMap { entry in
            let before = existing[entry.name]
            let after = entry.applied(to: before)
            var complaints = Self.unknownProfiles(after.allProfiles, known: profiles)
            complaints += entry.macs.compactMap { mac in owners[mac].map { Self.foreign(mac, owner: $0) } }
            if let complaint = refusal(before, after) { complaints.append(complaint) }
            return complaints.map { FileProblem(file: file, line: entry.line, message: $0) }
        }
        guard problems.isEmpty else { throw OperatorFileError(problems) }
    }

    private static func foreign(_ mac: MACAddress, owner: String) -> String {
        "MAC \(mac) belongs to node \(owner), which this file does not list; remove it there or list that node too"
    }

    private static func unknownProfiles(_ names: [String], known: [String]) -> [String] {
        names.filter { !known.contains($0) }.map { name in
            let advice =
                NearestName.of(name, among: known).map { "did you mean \($0)?" } ?? "import the profile first"
            return "there is no profile \(name.quotedValue); \(advice)"
        }
    }
}
