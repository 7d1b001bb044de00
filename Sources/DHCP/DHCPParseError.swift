/// Why octets are not a DHCP message.
public enum DHCPParseError: Error, Hashable, Sendable {
    /// Fewer than the 240 octets of header and cookie; holds how many.
    case tooShort(Int)
    /// The four octets after the header are not 63 82 53 63; holds what they are.
    case badCookie(UInt32)
    /// `hlen` is more than the 16 octets of `chaddr`; holds it.
    case hardwareAddressTooLong(UInt8)
}

extension DHCPParseError: CustomStringConvertible {
    /// What was wrong, with the value.
    public var description: String {
        switch self {
        case .tooShort(let count): "\(count) octets are too few for a DHCP message, which has at least 240"
        case .badCookie(let cookie): "the cookie is 0x\(String(cookie, radix: 16)), not DHCP's 0x63825363"
        case .hardwareAddressTooLong(let hlen): "hlen is \(hlen), more than the 16 octets of chaddr"
        }
    }
}
