/// The operator's settings that decisions depend on.
public struct PolicySettings: Hashable, Sendable {
    /// What happens to machines that are on no node (`dhcp.unknown`).
    public enum UnknownMachines: String, Hashable, Sendable, CaseIterable {
        /// Recorded, and not answered.
        case discover
        /// Counted, and not answered.
        case ignore
        /// Offered the menu of the profiles that are marked for them.
        case menu
    }

    /// What happens to unknown machines.
    public var unknownMachines: UnknownMachines
    /// Whether anybody may fetch image files (`http.openImages`).
    public var openImages: Bool
    /// How long a menu waits; zero means no menu (`menu.timeout`).
    public var menuTimeout: Duration

    /// Makes settings; the defaults are the configuration file's.
    public init(
        unknownMachines: UnknownMachines = .discover, openImages: Bool = false,
        menuTimeout: Duration = .seconds(5)
    ) {
        self.unknownMachines = unknownMachines
        self.openImages = openImages
        self.menuTimeout = menuTimeout
    }
}
