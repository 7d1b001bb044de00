public import NetTypes

/// Whoever drives installs, as far as the boot path needs it.
public protocol InstallBoots: Sendable {
    /// Spends a boot of an install, and answers when that is durable.
    ///
    /// Asked again with the same token it gives the same answer and spends nothing: a script may be fetched more than
    /// once in one boot.
    func boot(of job: Int64, token: String) async -> InstallBoot

    /// Takes the public host keys that an installer reports of itself, each as `<type> <base64>`.
    ///
    /// The token is proved to be the machine's, and `address` to belong to it.
    func phoneHome(job: Int64, token: String, address: IPv4Address, keys: [String]) async
}
