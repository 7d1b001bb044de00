import COpenSSL

/// HMAC with SHA-256 (RFC 2104): 32 octets that only a holder of `key` can make for `message`.
public func hmacSHA256(
    key: some Sequence<UInt8>, message: some Sequence<UInt8>
) throws(CryptoError) -> [UInt8] {
    let key = Array(key)
    let message = Array(message)
    var code = [UInt8](repeating: 0, count: SHA256Hasher.digestLength)
    guard let keyLength = Int32(exactly: key.count),
        HMAC(EVP_sha256(), key, keyLength, message, message.count, &code, nil) != nil
    else { throw CryptoError("compute an HMAC") }
    return code
}

/// Whether both are the same octets, in a time that depends on the lengths only.
public func constantTimeEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    let left = Array(left)
    let right = Array(right)
    return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
