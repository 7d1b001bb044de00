public import BootModel

/// What a list of nodes does to one node.
public enum NodeChange: Hashable, Sendable {
    /// The node is new.
    case added(Node)
    /// The node was like `old`.
    case changed(old: Node, new: Node)
    /// The node is not on the list.
    case removed(Node)
    /// The node is as the list has it.
    case unchanged(Node)

    /// The node's name.
    public var name: String {
        switch self {
        case .added(let node), .removed(let node), .unchanged(let node), .changed(_, let node): node.name
        }
    }
}
