import NetTypes

/// SHA-256 of content that is in memory.
public enum SHA256 {
    /// The digest, 32 octets.
    public static func digest(of bytes: some Sequence<UInt8>) throws(CryptoError) -> [UInt8] {
        var hasher = try SHA256Hasher()
        try hasher.update(bytes)
        return try hasher.finish()
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public static func hex(of bytes: some Sequence<UInt8>) throws(CryptoError) -> String {
        Hexadecimal.text(try digest(of: bytes))
    }
}
