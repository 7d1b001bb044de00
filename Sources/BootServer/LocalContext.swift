/// The values of a script that hands the machine to its own disk.
public struct LocalContext: Hashable, Sendable {
    /// How iPXE leaves.
    public enum Method: Hashable, Sendable {
        /// As its platform needs: `exitFailure` on UEFI, `sanboot` on BIOS.
        case automatic
        /// Boots the first BIOS disk.
        case sanboot
        /// Returns success.
        case exit
        /// Returns failure, so that UEFI goes on to its next boot option.
        case exitFailure
    }

    /// The machine's name.
    public var node: String
    /// Why it boots its own disk; may have several lines.
    public var reason: String
    /// How iPXE leaves.
    public var method: Method
    /// The menu behind the key `m`, absolute; nil offers none.
    public var menuURL: String?
    /// How long the script waits for that key.
    public var menuKeyTimeout: Duration

    /// Describes a local boot.
    public init(
        node: String, reason: String, method: Method, menuURL: String? = nil,
        menuKeyTimeout: Duration = .seconds(2)
    ) {
        self.node = node
        self.reason = reason
        self.method = method
        self.menuURL = menuURL
        self.menuKeyTimeout = menuKeyTimeout
    }
}
