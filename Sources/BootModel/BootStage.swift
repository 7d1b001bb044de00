/// A step of a machine's way from power-on to its kernel, in order; the word of it on timelines (`event.stage`).
public enum BootStage: String, Hashable, Sendable, CaseIterable {
    /// An offer on port 67, made or not.
    case offer
    /// The address that the site's DHCP server gave, and what else it said that matters to the boot.
    case address
    /// An answer on port 4011, made or not.
    case bootServer = "boot-server"
    /// The network boot program.
    case chainloader
    /// The iPXE script.
    case script
    /// The kernel.
    case kernel
    /// The initial RAM disk.
    case initrd
    /// What happened to the node's install: armed, its phases, how it ended.
    case install
    /// What an operator did to the node: arming, cancelling, holding and the like.
    case `operator`

    /// Whether the machine itself did it, so that it was heard.
    public var isOfMachine: Bool { self != .install && self != .operator }
}
