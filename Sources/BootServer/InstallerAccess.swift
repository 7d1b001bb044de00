import Crypto
import NetTypes

/// What an installer needs so that we can log in and know it again; public material only.
struct InstallerAccess: Hashable, Sendable {
    /// Our public key, one line of an `authorized_keys` file.
    let publicKey: String
    /// The machine's identity for systemd (machine-id(5)), the same in each of its boots: 32 hexadecimal digits.
    let machineID: String

    /// Derives a node's identity from its name under `key`, which is this server's own.
    init(publicKey: String, node: String, key: HMACKey) throws {
        self.publicKey = publicKey
        // A token's message has no space, so it is never one of these.
        let code = try key.code(of: Array("machine-id \(node)".utf8))
        machineID = Hexadecimal.text(code.prefix(16))
    }
}
