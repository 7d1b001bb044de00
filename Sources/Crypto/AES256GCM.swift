import COpenSSL

/// Sealed octets: AES-256 in Galois/Counter Mode (NIST SP 800-38D), with a random nonce for each.
///
/// A sealed value is its nonce (12 octets), the ciphertext, and its tag (16 octets).
public enum AES256GCM {
    /// A key's length in octets.
    public static let keyLength = 32
    /// How many octets longer a sealed value is than what it seals.
    public static let overhead = nonceLength + tagLength

    private static let nonceLength = 12
    private static let tagLength = 16

    /// Seals octets, bound to `context`: they open only with the same key and the same context.
    ///
    /// The random nonce allows 2³² values under one key (SP 800-38D §8.3).
    public static func seal(
        _ plaintext: some Collection<UInt8>, key: [UInt8], context: some Collection<UInt8>
    ) throws(CryptoError) -> [UInt8] {
        precondition(key.count == keyLength, "a key of \(key.count) octets")
        let nonce = try randomBytes(nonceLength)
        let plaintext = Array(plaintext)
        let context = Array(context)
        guard let cipher = EVP_CIPHER_CTX_new() else { throw CryptoError("seal a value") }
        defer { EVP_CIPHER_CTX_free(cipher) }
        var sealed = [UInt8](repeating: 0, count: plaintext.count)
        var tag = [UInt8](repeating: 0, count: tagLength)
        var count: Int32 = 0
        guard let contextCount = Int32(exactly: context.count), let size = Int32(exactly: plaintext.count),
            EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_EncryptUpdate(cipher, nil, &count, context, contextCount) == 1,
            EVP_EncryptUpdate(cipher, &sealed, &count, plaintext, size) == 1, count == size,
            // GCM is a stream cipher: nothing is left for the end.
            EVP_EncryptFinal_ex(cipher, nil, &count) == 1, count == 0,
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
        else { throw CryptoError("seal a value") }
        return nonce + sealed + tag
    }

    /// Opens what `seal` made.
    ///
    /// - Returns: Nil when the key or the context is another one, or a single bit was changed.
    public static func open(
        _ sealed: some Collection<UInt8>, key: [UInt8], context: some Collection<UInt8>
    ) throws(CryptoError) -> [UInt8]? {
        precondition(key.count == keyLength, "a key of \(key.count) octets")
        guard sealed.count >= overhead else { return nil }
        let nonce = Array(sealed.prefix(nonceLength))
        let ciphertext = Array(sealed.dropFirst(nonceLength).dropLast(tagLength))
        var tag = Array(sealed.suffix(tagLength))
        let context = Array(context)
        guard let cipher = EVP_CIPHER_CTX_new() else { throw CryptoError("open a sealed value") }
        defer { EVP_CIPHER_CTX_free(cipher) }
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
        var count: Int32 = 0
        guard let contextCount = Int32(exactly: context.count), let size = Int32(exactly: ciphertext.count),
            EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_DecryptUpdate(cipher, nil, &count, context, contextCount) == 1,
            EVP_DecryptUpdate(cipher, &plaintext, &count, ciphertext, size) == 1, count == size,
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1
        else { throw CryptoError("open a sealed value") }
        // Nothing of it is given out before the tag has been checked.
        guard EVP_DecryptFinal_ex(cipher, nil, &count) == 1 else {
            ERR_clear_error()
            return nil
        }
        return plaintext
    }
}
