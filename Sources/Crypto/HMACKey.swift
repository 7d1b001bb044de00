import COpenSSL
import Synchronization

/// A key of HMAC with SHA-256 (RFC 2104), set up once for many messages.
public final class HMACKey: Sendable {
    /// Octets of a code.
    public static let codeLength = SHA256Hasher.digestLength

    // Held for one code, less than a microsecond.
    private let context: Mutex<Context>

    /// Sets a key up; throws for an empty one, which keeps nothing secret.
    public init(_ key: some Sequence<UInt8>) throws(CryptoError) {
        context = Mutex(try Context(Array(key)))
    }

    /// The octets that only a holder of the key can make for `message`.
    public func code(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
        try context.withLock { context throws(CryptoError) in try context.code(of: message) }
    }
}

/// Fetching the algorithms and setting the key up takes four times as long as a short message's code.
private struct Context: ~Copyable {
    private let context: OpaquePointer

    init(_ key: [UInt8]) throws(CryptoError) {
        guard !key.isEmpty else { throw CryptoError("set up an HMAC with an empty key") }
        let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
        defer { EVP_MAC_free(algorithm) }
        guard let context = EVP_MAC_CTX_new(algorithm) else { throw CryptoError("set up an HMAC") }
        guard Self.setUp(context, key) else {
            EVP_MAC_CTX_free(context)
            throw CryptoError("set up an HMAC")
        }
        self.context = context
    }

    deinit { EVP_MAC_CTX_free(context) }

    private static func setUp(_ context: OpaquePointer, _ key: [UInt8]) -> Bool {
        var digest = Array("SHA256".utf8CString)
        return digest.withUnsafeMutableBufferPointer { name in
            let parameters = [
                OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0), OSSL_PARAM_construct_end(),
            ]
            return EVP_MAC_init(context, key, key.count, parameters) == 1
        }
    }

    mutating func code(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: HMACKey.codeLength)
        var length = 0
        guard EVP_MAC_init(context, nil, 0, nil) == 1,
            EVP_MAC_update(context, message, message.count) == 1,
            EVP_MAC_final(context, &code, &length, code.count) == 1, length == code.count
        else { throw CryptoError("compute an HMAC") }
        return code
    }
}
