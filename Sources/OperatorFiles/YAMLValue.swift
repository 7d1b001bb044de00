import Yams

/// A place in a YAML tree: what stands there, its key path and its line.
struct YAMLValue {
    /// What stands there.
    let node: Yams.Node
    /// The keys that lead there, such as `dhcp.port` or `interfaces[0]`; empty at the top.
    let path: String
    /// The line, counted from 1.
    let line: Int

    /// Describes a place; `line` is the node's own when it is not given.
    init(node: Yams.Node, path: String, line: Int? = nil) {
        self.node = node
        self.path = path
        self.line = line ?? node.mark?.line ?? 1
    }

    /// True for an absent value, as in `dhcp:` with all its children commented out, `~` and `null`.
    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What stands there, for a message.
    var shown: String {
        switch node {
        case .scalar(let scalar): isNull ? "empty" : scalar.string.quotedValue
        case .sequence: "a list"
        case .mapping: "a section of keys"
        case .alias: "an alias"
        }
    }

    /// The entries of a list, else nil.
    var elements: [YAMLValue]? {
        node.sequence.map { sequence in
            sequence.enumerated().map { YAMLValue(node: $1, path: "\(path)[\($0)]") }
        }
    }

    /// The line of every key path below, this one included.
    var lines: [String: Int] {
        var lines = [path: line]
        var children = elements ?? []
        for (key, child) in node.mapping ?? [:] {
            guard let name = key.scalar?.string else { continue }
            children.append(
                YAMLValue(node: child, path: path.isEmpty ? name : "\(path).\(name)", line: key.mark?.line))
        }
        for child in children { lines.merge(child.lines) { first, _ in first } }
        return lines
    }
}
