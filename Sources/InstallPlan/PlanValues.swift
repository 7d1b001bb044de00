public import BootModel
import NetTypes

/// A node's values for the references of a plan.
public struct PlanValues: Hashable, Sendable {
    /// The node.
    public let node: Node
    /// The profile that is installed.
    public let profile: String

    /// The values of `node` when `profile` is installed on it.
    public init(node: Node, profile: String) {
        self.node = node
        self.profile = profile
    }

    /// The value of a reference.
    ///
    /// - Throws: `variable-missing` when the node has no such variable.
    public func value(of reference: TemplateReference) throws(InstallFailure) -> String {
        switch reference {
        case .nodeName: return node.name
        case .nodeMAC: return node.macs.min()?.description ?? ""
        case .nodeProfile: return profile
        case .variable(let name):
            if let value = node.variables[name] { return value }
            throw InstallFailure(.variableMissing, "node \(node.name) has no variable \(name)")
        }
    }
}
