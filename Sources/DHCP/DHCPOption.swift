/// One option: a tag and its whole value, joined when the wire had it in pieces.
public struct DHCPOption: Hashable, Sendable {
    /// The tag.
    public let code: DHCPOptionCode
    /// The value; more than 255 octets are sent in pieces (RFC 3396).
    public var value: [UInt8]

    /// Pairs a tag with a value.
    public init(_ code: DHCPOptionCode, _ value: [UInt8]) {
        self.code = code
        self.value = value
    }
}
