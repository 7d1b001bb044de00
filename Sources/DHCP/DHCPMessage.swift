public import NetTypes

/// A DHCPv4 message as the wire has it, in either direction (RFC 2131 §2).
///
///      0               1               2               3
///     +---------------+---------------+---------------+---------------+
///     |    op (1)     |   htype (1)   |   hlen (1)    |   hops (1)    |
///     +---------------+---------------+---------------+---------------+
///     |                            xid (4)                            |
///     +-------------------------------+-------------------------------+
///     |           secs (2)            |           flags (2)           |
///     +-------------------------------+-------------------------------+
///     |         ciaddr (4), yiaddr (4), siaddr (4), giaddr (4)        |
///     +---------------------------------------------------------------+
///     |            chaddr (16), sname (64), file (128)                |
///     +---------------------------------------------------------------+
///     |               cookie (4), options (variable)                  |
///     +---------------------------------------------------------------+
public struct DHCPMessage: Hashable, Sendable {
    /// The direction (`op`).
    public var op: DHCPOperation
    /// The hardware type (`htype`); 1 is Ethernet.
    public var htype: UInt8
    /// How many octets of `chaddr` are the address (`hlen`), 0…16.
    public var hlen: UInt8
    /// How many relays the message passed (`hops`).
    public var hops: UInt8
    /// The client's number for the exchange (`xid`); zero is a number like any other.
    public var transactionID: UInt32
    /// Seconds since the client began (`secs`); iPXE keeps flags here, so it is never to be trusted.
    public var secs: UInt16
    /// The flags (`flags`); see ``broadcastFlag``.
    public var flags: UInt16
    /// The address the client has (`ciaddr`).
    public var ciaddr: IPv4Address
    /// The address the client gets (`yiaddr`).
    public var yiaddr: IPv4Address
    /// The server of the next step (`siaddr`).
    public var siaddr: IPv4Address
    /// The relay the message came through (`giaddr`).
    public var giaddr: IPv4Address
    /// The client's hardware address and its padding (`chaddr`), always 16 octets.
    public let chaddr: ArraySlice<UInt8>
    /// The server's name without its padding (`sname`), at most 64 octets.
    public let sname: ArraySlice<UInt8>
    /// The boot file's name without its padding (`file`), at most 128 octets.
    public let file: ArraySlice<UInt8>
    /// The options, those of an overloaded `file` and `sname` included.
    public var options: DHCPOptions

    /// The bit of `flags` by which a client asks for a broadcast answer (RFC 2131 §2).
    public static let broadcastFlag: UInt16 = 0x8000
    /// The magic cookie between header and options (RFC 2131 §3).
    static let cookie: UInt32 = 0x6382_5363

    /// Makes a message; `chaddr`, `sname` and `file` are cut to their width.
    public init(
        op: DHCPOperation, htype: UInt8 = 1, hlen: UInt8 = 6, hops: UInt8 = 0, transactionID: UInt32,
        secs: UInt16 = 0, flags: UInt16 = 0, ciaddr: IPv4Address = .any, yiaddr: IPv4Address = .any,
        siaddr: IPv4Address = .any, giaddr: IPv4Address = .any, chaddr: ArraySlice<UInt8>,
        sname: ArraySlice<UInt8> = [], file: ArraySlice<UInt8> = [], options: DHCPOptions = DHCPOptions()
    ) {
        self.op = op
        self.htype = htype
        self.hlen = hlen
        self.hops = hops
        self.transactionID = transactionID
        self.secs = secs
        self.flags = flags
        self.ciaddr = ciaddr
        self.yiaddr = yiaddr
        self.siaddr = siaddr
        self.giaddr = giaddr
        self.chaddr = Self.padded(chaddr)
        self.sname = Self.unpadded(sname.prefix(Self.snameWidth))
        self.file = Self.unpadded(file.prefix(Self.fileWidth))
        self.options = options
    }

    static let chaddrWidth = 16
    static let snameWidth = 64
    static let fileWidth = 128

    private static func padded(_ chaddr: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard chaddr.count != chaddrWidth else { return chaddr }
        let missing = max(0, chaddrWidth - chaddr.count)
        return chaddr.prefix(chaddrWidth) + [UInt8](repeating: 0, count: missing)
    }

    /// The octets of a field up to the last that is not zero.
    private static func unpadded(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        // Most are empty, and one look at all octets at once is quicker than one at each.
        guard field.reduce(0, { $0 | $1 }) != 0, let last = field.lastIndex(where: { $0 != 0 }) else {
            return []
        }
        return field[...last]
    }
}
