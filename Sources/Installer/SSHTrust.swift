import NetTypes

/// The files and names by which one job proves itself and the machine.
struct SSHTrust: Hashable, Sendable {
    /// The path of our private key.
    let identity: String
    /// The file with the one key that is accepted.
    let knownHosts: String
    /// The name under which that key stands, whatever the machine's address is.
    let alias: String

    /// Accepts exactly this key from now on; false when the file cannot be written.
    func pin(_ key: HostKey) -> Bool { SmallFile(knownHosts).write("\(alias) \(key)\n") }
}
