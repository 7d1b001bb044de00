import NetTypes

extension HostKey {
    /// How well it serves as the key that is pinned, when a machine tells several; lower is better.
    var rank: Int {
        switch algorithm {
        case "ssh-ed25519": 0
        case _ where algorithm.hasPrefix("ecdsa-"): 1
        case "ssh-rsa": 2
        default: 3
        }
    }
}
