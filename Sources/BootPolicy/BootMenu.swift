/// A machine's menu: its profiles in order, then its local disk.
public struct BootMenu: Hashable, Sendable {
    /// One line of it.
    public enum Entry: Hashable, Sendable {
        /// A profile by name.
        case profile(String)
        /// The machine's own disk.
        case localDisk
    }

    /// The lines in order.
    public var entries: [Entry]
    /// The line that is taken when nobody chooses.
    public var defaultEntry: Entry
    /// How long it waits for a key; nil waits for ever, when somebody asked for the menu.
    public var timeout: Duration?

    /// Describes a menu.
    public init(entries: [Entry], defaultEntry: Entry, timeout: Duration?) {
        self.entries = entries
        self.defaultEntry = defaultEntry
        self.timeout = timeout
    }
}
