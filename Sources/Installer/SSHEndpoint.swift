import InstallPlan
import NetTypes

/// Where and as whom we log in.
struct SSHEndpoint: Hashable, Sendable {
    /// The machine's address.
    let address: IPv4Address
    /// The TCP port of its SSH server.
    let port: Int
    /// The user.
    let user: String
    /// How that user becomes root.
    let become: Escalation

    /// The only text that the login shell ever sees; every shell reads these words alike.
    var shellCommand: String {
        switch become {
        case .root: "sh -s"
        case .sudo: "sudo -n sh -s"
        case .doas: "doas -n sh -s"
        }
    }
}
