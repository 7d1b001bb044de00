/// The direction of a message: the header field `op` (RFC 2131 §2).
public struct DHCPOperation: RawRepresentable, Hashable, Sendable {
    /// The octet on the wire.
    public let rawValue: UInt8

    /// Wraps any octet; values other than 1 and 2 are not assigned.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// 1, BOOTREQUEST: from a client.
    public static let request = DHCPOperation(rawValue: 1)
    /// 2, BOOTREPLY: from a server.
    public static let reply = DHCPOperation(rawValue: 2)
}
