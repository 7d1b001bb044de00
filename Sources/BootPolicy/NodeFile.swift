public import NetTypes

/// What a machine is told about itself in a file of its initrd, when its profile says so.
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

    /// Gathers what is told.
    public init(name: String, mac: MACAddress, profile: String, variables: [String: String]) {
        self.name = name
        self.mac = mac
        self.profile = profile
        self.variables = variables
    }
}
