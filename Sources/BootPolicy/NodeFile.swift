public import NetTypes

/// What a machine is told about itself in files of its initrd: when its profile says so, and always by an installer.
///
/// It travels in clear, as everything does that firmware fetches, so it holds nothing private.
public struct NodeFile: Hashable, Sendable {
    /// The node's name.
    public var name: String
    /// The address that the machine boots from.
    public var mac: MACAddress
    /// The profile whose initrd it fetches.
    public var profile: String
    /// The operator's variables.
    public var variables: [String: String]
    /// Whether the initrd is an installer's, which then lets our public key in.
    public var isInstaller: Bool

    /// Gathers what is told.
    public init(
        name: String, mac: MACAddress, profile: String, variables: [String: String],
        isInstaller: Bool = false
    ) {
        self.name = name
        self.mac = mac
        self.profile = profile
        self.variables = variables
        self.isInstaller = isInstaller
    }
}
