public import NetTypes

/// What the machine behind an address tells of itself, for the gate.
public struct GateFacts: Hashable, Sendable {
    /// A network interface.
    public struct Interface: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The address it was made with (`ethtool -P`); the members of a bond keep theirs.
        public var permanentAddress: MACAddress?
        /// The address it uses now.
        public var address: MACAddress?
        /// Whether a device is behind it; bonds, bridges and VLANs have none.
        public var isPhysical: Bool

        /// Describes an interface.
        public init(
            name: String, permanentAddress: MACAddress?, address: MACAddress?, isPhysical: Bool
        ) {
            self.name = name
            self.permanentAddress = permanentAddress
            self.address = address
            self.isPhysical = isPhysical
        }

        /// The address that tells which machine it is.
        ///
        /// A bridge or a bond may wear any address, so only hardware may vouch with the one it uses.
        public var identity: MACAddress? { isPhysical ? permanentAddress ?? address : nil }
    }

    /// Its interfaces.
    public var interfaces: [Interface]
    /// `/proc/cmdline`.
    public var commandLine: String
    /// The type of the root file system.
    public var rootFileSystem: String
    /// The type of the file system that an overlay root writes to.
    public var overlayFileSystem: String?
    /// The SMBIOS UUID, where there is one.
    public var uuid: GUID?

    /// Describes a machine.
    public init(
        interfaces: [Interface], commandLine: String, rootFileSystem: String,
        overlayFileSystem: String? = nil, uuid: GUID? = nil
    ) {
        self.interfaces = interfaces
        self.commandLine = commandLine
        self.rootFileSystem = rootFileSystem
        self.overlayFileSystem = overlayFileSystem
        self.uuid = uuid
    }
}
