/// Where a node stands in its life (`node.state`).
public enum NodeState: String, Hashable, Sendable, CaseIterable {
    /// Boots as its boot setting says.
    case allowed
    /// Sent to its local disk whatever the boot setting says, until it is approved again.
    case held
    /// Known, and never answered.
    case ignored
}
