/// What a message asks or says: option 53 (RFC 2132 §9.6).
public struct DHCPMessageType: RawRepresentable, Hashable, Sendable {
    /// The octet on the wire.
    public let rawValue: UInt8

    /// Wraps any octet, assigned or not.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// 1: a client looks for servers.
    public static let discover = DHCPMessageType(rawValue: 1)
    /// 2: a server offers.
    public static let offer = DHCPMessageType(rawValue: 2)
    /// 3: a client takes an offer, renews, or asks the boot server.
    public static let request = DHCPMessageType(rawValue: 3)
    /// 4: a client refuses an address that is in use.
    public static let decline = DHCPMessageType(rawValue: 4)
    /// 5: a server confirms.
    public static let ack = DHCPMessageType(rawValue: 5)
    /// 6: a server refuses.
    public static let nak = DHCPMessageType(rawValue: 6)
    /// 7: a client gives its address back.
    public static let release = DHCPMessageType(rawValue: 7)
    /// 8: a client that has an address asks for options only.
    public static let inform = DHCPMessageType(rawValue: 8)
}

extension DHCPMessageType: CustomStringConvertible {
    /// The RFC's name, or `type N` for a value that has none.
    public var description: String {
        let names = ["DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK", "RELEASE", "INFORM"]
        return (1...8).contains(rawValue) ? names[Int(rawValue) - 1] : "type \(rawValue)"
    }
}
