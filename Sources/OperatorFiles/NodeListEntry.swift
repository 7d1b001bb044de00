public import BootModel
public import NetTypes

/// One node of a list.
public struct NodeListEntry: Hashable, Sendable {
    /// What a list says about a node's variables.
    public enum Variables: Hashable, Sendable {
        /// Nothing.
        case kept
        /// The whole set (YAML); an empty value is none.
        case replaced([String: String])
        /// Some of them by name; an empty value removes one (CSV columns).
        case changed([String: String])
    }

    /// The line on which it begins, counted from 1.
    public var line: Int
    /// The node's name.
    public var name: String
    /// All its addresses, in ascending order.
    public var macs: [MACAddress]
    /// Its default profile.
    public var profile: String
    /// Its boot setting, if the list says.
    public var boot: BootSetting?
    /// The further profiles of its menu, if the list says.
    public var otherProfiles: [String]?
    /// Its state, if the list says.
    public var state: NodeState?
    /// Its way to the local disk, if the list says.
    public var localBoot: LocalBootMethod?
    /// Its loader, if the list says.
    public var loader: Loader?
    /// Its variables.
    public var variables: Variables

    /// The node after the import; `existing` is the node of this name before it.
    public func applied(to existing: Node?) -> Node {
        var node = existing ?? Node(name: name, macs: macs, profile: profile)
        node.macs = macs
        node.profile = profile
        if let boot { node.boot = boot }
        if let otherProfiles { node.otherProfiles = otherProfiles }
        if let state { node.state = state }
        if let localBoot { node.localBoot = localBoot }
        if let loader { node.loader = loader }
        switch variables {
        case .kept: break
        case .replaced(let all): node.variables = all.filter { !$0.value.isEmpty }
        case .changed(let some):
            for (name, value) in some { node.variables[name] = value.isEmpty ? nil : value }
        }
        return node
    }
}
