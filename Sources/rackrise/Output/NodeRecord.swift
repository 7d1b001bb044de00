import BootModel
import NetTypes

/// A node as `--json` shows it.
struct NodeRecord: Encodable {
    /// Its name.
    let name: String
    /// Its addresses, lower case with colons.
    let macs: [String]
    /// Its default profile.
    let profile: String
    /// The further profiles of its menu.
    let also: [String]
    /// `local`, `netboot` or `install`.
    let boot: String
    /// `allowed`, `held` or `ignored`.
    let state: String
    /// `auto`, `sanboot`, `exit`, `exit-1` or `no-offer`.
    let localBoot: String
    /// `ipxe`, `shim-ipxe` or `shim-grub`.
    let loader: String
    /// The operator's variables.
    let variables: [String: String]

    /// Describes a node.
    init(_ node: Node) {
        name = node.name
        macs = node.macs.map(\.description)
        profile = node.profile
        also = node.otherProfiles
        boot = node.boot.rawValue
        state = node.state.rawValue
        localBoot = node.localBoot.rawValue
        loader = node.loader.rawValue
        variables = node.variables
    }
}
