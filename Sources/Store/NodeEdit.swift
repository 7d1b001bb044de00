public import BootModel

/// One entry of a list of nodes: a name, and what the node of that name becomes.
public struct NodeEdit: Sendable {
    /// The node's name.
    public var name: String
    /// The node after the edit; the argument is the node as it stands, nil for a new one.
    public var apply: @Sendable (Node?) -> Node

    /// Describes an edit that keeps what the list does not mention.
    public init(name: String, apply: @escaping @Sendable (Node?) -> Node) {
        self.name = name
        self.apply = apply
    }

    /// Describes an edit that states the whole node.
    public init(_ node: Node) {
        self.init(name: node.name) { _ in node }
    }
}
