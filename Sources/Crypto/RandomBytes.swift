import COpenSSL

/// `count` octets nobody can predict, from OpenSSL's generator.
public func randomBytes(_ count: Int) throws(CryptoError) -> [UInt8] {
    guard let length = Int32(exactly: count), length >= 0 else {
        preconditionFailure("\(count) random octets asked for")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, length) == 1 else { throw CryptoError("make \(count) random octets") }
    return bytes
}
