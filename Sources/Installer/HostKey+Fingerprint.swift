import Crypto
public import NetTypes

extension HostKey {
    /// What `ssh-keygen -l` prints of it, such as `SHA256:` and 43 digits of base64.
    ///
    /// - Throws: `CryptoError`.
    public var fingerprint: String {
        get throws {
            let digest = try SHA256.digest(of: Base64.octets(blob) ?? [])
            return "SHA256:" + Base64.text(digest).prefix { $0 != "=" }
        }
    }
}
