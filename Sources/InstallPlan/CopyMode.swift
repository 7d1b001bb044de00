/// How the closure comes to the target's disk.
public enum CopyMode: Hashable, Sendable {
    /// We send it over SSH.
    case push
    /// The target fetches it over HTTP from binary caches, and checks signatures.
    ///
    /// Without caches it fetches from Rackrise's own. Keys are public, `name:base64`, at least one.
    case pull(caches: [Template], keys: [String])
}
