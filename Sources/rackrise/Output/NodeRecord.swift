import BootModel
import NetTypes

/// A node as `--json` shows it.
struct NodeRecord: Encodable {
    /// An install that is armed or under way.
    struct Install: Encodable {
        let job: Int64
        /// The profile whose image is the installer.
        let profile: String
        /// When the last boot of the installer may begin, RFC 3339 in UTC.
        let until: String
    }

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
    /// The install that the next power-on begins or goes on with, or null.
    @OrNull var install: Install?

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
        install = node.install.map {
            Install(job: $0.job, profile: $0.profile, until: ClockText.utc().text($0.until))
        }
    }
}
