import COpenSSL

/// SHA-256 over content that arrives in pieces (FIPS 180-4).
///
/// One content per hasher: it is used up by `finish()`.
public struct SHA256Hasher: ~Copyable {
    /// Octets of a digest.
    public static let digestLength = 32

    private let context: OpaquePointer

    /// Starts a digest.
    public init() throws(CryptoError) {
        guard let context = EVP_MD_CTX_new() else { throw CryptoError("start a SHA-256 digest") }
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw CryptoError("start a SHA-256 digest")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes the next octets.
    public mutating func update(_ bytes: some Sequence<UInt8>) throws(CryptoError) {
        let contiguous: Int32? = bytes.withContiguousStorageIfAvailable { buffer in
            EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        try check(
            contiguous ?? Array(bytes).withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        )
    }

    /// Takes the next octets from memory, without a copy.
    public mutating func update(_ buffer: UnsafeRawBufferPointer) throws(CryptoError) {
        try check(EVP_DigestUpdate(context, buffer.baseAddress, buffer.count))
    }

    /// Ends the content and gives its digest, 32 octets.
    public consuming func finish() throws(CryptoError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.digestLength)
        try check(EVP_DigestFinal_ex(context, &digest, nil))
        return digest
    }

    private func check(_ result: Int32) throws(CryptoError) {
        guard result == 1 else { throw CryptoError("compute a SHA-256 digest") }
    }
}
