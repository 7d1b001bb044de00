public import NetTypes

/// A whitelisted machine (`node`, `node_mac`, `node_profile`).
public struct Node: Hashable, Sendable {
    /// The node's unique name.
    public var name: String
    /// Every address it may boot from, in ascending order; never empty in the database.
    public var macs: [MACAddress]
    /// The name of its default profile.
    public var profile: String
    /// Further profiles its menu shows, in the operator's order.
    public var otherProfiles: [String]
    /// What a power-on does.
    public var boot: BootSetting
    /// Where it stands.
    public var state: NodeState
    /// How it is sent to its own disk.
    public var localBoot: LocalBootMethod
    /// What takes it from UEFI to its kernel.
    public var loader: Loader
    /// The operator's variables; `cmdline` is appended to the kernel's arguments.
    public var variables: [String: String]
    /// The install that the next power-on begins or goes on with.
    ///
    /// Only while `boot` is `install` and the node's job is neither verified nor over.
    public var install: PendingInstall?

    /// Describes a node.
    public init(
        name: String, macs: [MACAddress], profile: String, otherProfiles: [String] = [],
        boot: BootSetting = .netboot,
        state: NodeState = .allowed, localBoot: LocalBootMethod = .automatic, loader: Loader = .ipxe,
        variables: [String: String] = [:], install: PendingInstall? = nil
    ) {
        self.name = name
        self.macs = macs
        self.profile = profile
        self.otherProfiles = otherProfiles
        self.boot = boot
        self.state = state
        self.localBoot = localBoot
        self.loader = loader
        self.variables = variables
        self.install = install
    }

    /// The default profile, then the others.
    public var allProfiles: [String] { [profile] + otherProfiles }

    /// Whether its menu shows a profile.
    public func mayUse(_ name: String) -> Bool { name == profile || otherProfiles.contains(name) }
}
