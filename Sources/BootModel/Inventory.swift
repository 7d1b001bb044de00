import HashTreeCollections
public import NetTypes

/// The whitelist at one revision, immutable, in memory: all that a boot decision reads.
///
/// The collections share structure, so that applying one changed node to 100,000 copies a few branches.
public struct Inventory: Sendable {
    /// The change-log revision this corresponds to.
    public private(set) var revision: Int64
    private var profilesByName: TreeDictionary<String, Shared<Profile>>
    private var nodesByName: TreeDictionary<String, Shared<Node>>
    private var nodesByMAC: TreeDictionary<MACAddress, Shared<Node>>

    /// An empty whitelist, or one with these nodes and profiles.
    public init(revision: Int64 = 0, nodes: some Sequence<Node> = [], profiles: some Sequence<Profile> = []) {
        self.revision = revision
        profilesByName = [:]
        nodesByName = [:]
        nodesByMAC = [:]
        apply(
            nodes: nodes.map { ($0.name, $0) }, profiles: profiles.map { ($0.name, $0) }, revision: revision)
    }

    /// How many nodes there are.
    public var nodeCount: Int { nodesByName.count }

    /// The node that owns this address.
    public func node(mac: MACAddress) -> Shared<Node>? { nodesByMAC[mac] }

    /// The node of this name.
    public func node(name: String) -> Shared<Node>? { nodesByName[name] }

    /// Every node, in no particular order.
    public var nodes: some Sequence<Node> { nodesByName.values.lazy.map(\.value) }

    /// The profile of this name.
    public func profile(name: String) -> Shared<Profile>? { profilesByName[name] }

    /// Every profile, in no particular order.
    public var profiles: some Sequence<Profile> { profilesByName.values.lazy.map(\.value) }

    /// Replaces nodes and profiles by name; nil removes.
    ///
    /// All of one database revision goes in one call, so that a MAC may move between nodes.
    public mutating func apply(
        nodes changedNodes: [(name: String, node: Node?)],
        profiles changedProfiles: [(name: String, profile: Profile?)],
        revision: Int64
    ) {
        for (name, _) in changedNodes {
            guard let old = nodesByName.removeValue(forKey: name) else { continue }
            for mac in old.macs where nodesByMAC[mac] === old { nodesByMAC.removeValue(forKey: mac) }
        }
        for (_, node) in changedNodes {
            guard let node = node.map(Shared.init) else { continue }
            nodesByName[node.name] = node
            for mac in node.macs { nodesByMAC[mac] = node }
        }
        for (name, profile) in changedProfiles { profilesByName[name] = profile.map(Shared.init) }
        self.revision = revision
    }
}
