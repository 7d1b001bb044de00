public import NetTypes

/// The daemon's settings, as `/etc/rackrise/rackrise.yaml` writes them; without a file these are the defaults.
public struct Configuration: Hashable, Sendable {
    /// The directory of the database, the images and the keys (`state`).
    public var state = "/var/lib/rackrise"
    /// The interfaces that are answered on (`interfaces`); the daemon needs at least one, from here or its arguments.
    public var interfaces: [String] = []
    /// Whether an interface that carries the default route may be answered on (`allowDefaultRoute`).
    public var allowDefaultRoute = false
    /// The proxy-DHCP service (`dhcp`).
    public var dhcp = DHCP()
    /// The TFTP service (`tftp`).
    public var tftp = TFTP()
    /// The boot listener (`http`).
    public var http = HTTP()
    /// The page, API and metrics listener (`management`).
    public var management = Management()
    /// The boot menu (`menu`).
    public var menu = Menu()
    /// The network boot programs (`chainloaders`).
    public var chainloaders = Chainloaders()
    /// The binary cache (`cache`).
    public var cache = Cache()
    /// The install step (`install`).
    public var install = Install()

    /// The built-in defaults.
    public init() {}

    /// Proxy-DHCP.
    public struct DHCP: Hashable, Sendable {
        /// UDP port of DISCOVER messages (`dhcp.port`).
        public var port: UInt16 = 67
        /// UDP port of the boot server (`dhcp.bootServerPort`).
        public var bootServerPort: UInt16 = 4011
        /// Whether `port` belongs to a DHCP server of this host, and is heard and answered beside it (`dhcp.capture`).
        public var capture = false
        /// What happens to machines that are not on the whitelist (`dhcp.unknown`).
        public var unknown = UnknownMachines.discover

        /// The defaults.
        public init() {}
    }

    /// What happens to machines that are not on the whitelist.
    public enum UnknownMachines: String, Hashable, Sendable, CaseIterable {
        /// Recorded as a sighting, and not answered.
        case discover
        /// Counted, and not answered.
        case ignore
        /// Shown a menu of the profiles that are marked for unknown machines, never an installer.
        case menu
    }

    /// TFTP.
    public struct TFTP: Hashable, Sendable {
        /// UDP port of read requests (`tftp.port`).
        public var port: UInt16 = 69

        /// The defaults.
        public init() {}
    }

    /// The boot listener.
    public struct HTTP: Hashable, Sendable {
        /// TCP port (`http.port`).
        public var port: UInt16 = 8080
        /// Whether anyone may fetch the images under `/nixos/` (`http.openImages`).
        public var openImages = false

        /// The defaults.
        public init() {}
    }

    /// The management listener.
    public struct Management: Hashable, Sendable {
        /// TCP port (`management.port`).
        public var port: UInt16 = 8081
        /// Local address, always a loopback one (`management.address`).
        public var address = IPv4Address.loopback

        /// The defaults.
        public init() {}
    }

    /// The boot menu.
    public struct Menu: Hashable, Sendable {
        /// How long it waits before it boots the default item, from zero (no menu) to an hour (`menu.timeout`).
        public var timeout: Duration = .seconds(5)

        /// The defaults.
        public init() {}
    }

    /// The network boot programs.
    public struct Chainloaders: Hashable, Sendable {
        /// Where they are looked for, the first directory that has one wins (`chainloaders.directories`).
        public var directories = ["/usr/share/rackrise/ipxe", "/usr/lib/ipxe"]

        /// The defaults.
        public init() {}
    }

    /// The install step.
    public struct Install: Hashable, Sendable {
        /// The Nix store that closures are pushed from; nil is the one that nix itself takes (`install.store`).
        public var store: String?

        /// The defaults.
        public init() {}
    }

    /// The Nix binary cache that machines install from.
    public struct Cache: Hashable, Sendable {
        /// Where it lies; nil serves none (`cache.directory`).
        public var directory: String?

        /// The defaults.
        public init() {}
    }
}
