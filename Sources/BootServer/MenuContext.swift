public import NetTypes

/// The values of a menu.
public struct MenuContext: Hashable, Sendable {
    /// A profile the menu can boot.
    public struct Entry: Hashable, Sendable {
        /// The profile's name, as the console shows it.
        public var profile: String
        /// The script that boots it once, absolute.
        public var url: String

        /// Describes an entry.
        public init(profile: String, url: String) {
            self.profile = profile
            self.url = url
        }
    }

    /// What happens when no key is pressed.
    public enum Choice: Hashable, Sendable {
        /// The profile at this position of `entries`.
        case entry(Int)
        /// The local disk.
        case local
    }

    /// The machine's name.
    public var node: String
    /// The machine's address, where it is known.
    public var mac: MACAddress?
    /// The profiles, the default one first.
    public var entries: [Entry]
    /// The script that boots the local disk, absolute.
    public var localURL: String
    /// What happens when no key is pressed in time.
    public var defaultChoice: Choice
    /// How long the menu waits for a key; nil waits for ever.
    public var timeout: Duration?

    /// Describes a menu.
    ///
    /// A default entry that does not exist is our own mistake.
    public init(
        node: String, mac: MACAddress?, entries: [Entry], localURL: String, defaultChoice: Choice,
        timeout: Duration?
    ) {
        if case .entry(let position) = defaultChoice {
            precondition(entries.indices.contains(position), "the menu's default is not among its entries")
        }
        self.node = node
        self.mac = mac
        self.entries = entries
        self.localURL = localURL
        self.defaultChoice = defaultChoice
        self.timeout = timeout
    }
}
