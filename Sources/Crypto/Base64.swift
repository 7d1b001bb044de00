import COpenSSL

/// The base64 text of some octets in ASCII, with padding and without line ends (RFC 4648 §4).
public func base64(_ octets: [UInt8]) -> [UInt8] {
    // Three octets become four, and a zero is written behind them.
    var text = [UInt8](repeating: 0, count: (octets.count + 2) / 3 * 4 + 1)
    let length = EVP_EncodeBlock(&text, octets, Int32(octets.count))
    return Array(text.prefix(Int(length)))
}
