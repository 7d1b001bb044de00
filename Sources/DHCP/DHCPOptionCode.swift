/// The tag of an option (RFC 2132 and its successors).
public struct DHCPOptionCode: RawRepresentable, Hashable, Sendable {
    /// The octet on the wire.
    public let rawValue: UInt8

    /// Wraps any octet, assigned or not.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// 0: filler without a length octet.
    public static let pad = DHCPOptionCode(rawValue: 0)
    /// 1: subnet mask.
    public static let subnetMask = DHCPOptionCode(rawValue: 1)
    /// 3: routers.
    public static let router = DHCPOptionCode(rawValue: 3)
    /// 6: name servers.
    public static let domainNameServer = DHCPOptionCode(rawValue: 6)
    /// 12: host name.
    public static let hostName = DHCPOptionCode(rawValue: 12)
    /// 43: vendor-specific information; the PXE sub-options.
    public static let vendorSpecific = DHCPOptionCode(rawValue: 43)
    /// 50: the address a client asks for.
    public static let requestedAddress = DHCPOptionCode(rawValue: 50)
    /// 51: lease time in seconds.
    public static let leaseTime = DHCPOptionCode(rawValue: 51)
    /// 52: `file`, `sname` or both hold options.
    public static let overload = DHCPOptionCode(rawValue: 52)
    /// 53: message type.
    public static let messageType = DHCPOptionCode(rawValue: 53)
    /// 54: the address of the server that is meant or speaks.
    public static let serverIdentifier = DHCPOptionCode(rawValue: 54)
    /// 55: the options a client wants; edk2 puts an uninitialised octet in it, so it is not to be trusted.
    public static let parameterRequestList = DHCPOptionCode(rawValue: 55)
    /// 57: the longest message a client takes.
    public static let maximumMessageSize = DHCPOptionCode(rawValue: 57)
    /// 60: vendor class.
    public static let vendorClass = DHCPOptionCode(rawValue: 60)
    /// 61: client identifier.
    public static let clientIdentifier = DHCPOptionCode(rawValue: 61)
    /// 66: TFTP server name.
    public static let tftpServerName = DHCPOptionCode(rawValue: 66)
    /// 67: boot file name.
    public static let bootFileName = DHCPOptionCode(rawValue: 67)
    /// 77: user class (RFC 3004).
    public static let userClass = DHCPOptionCode(rawValue: 77)
    /// 82: relay agent information (RFC 3046).
    public static let relayAgentInformation = DHCPOptionCode(rawValue: 82)
    /// 93: client system architectures (RFC 4578 §2.1, RFC 5970 §3.3).
    public static let clientArchitecture = DHCPOptionCode(rawValue: 93)
    /// 94: client network interface identifier (RFC 4578 §2.2).
    public static let clientNetworkInterface = DHCPOptionCode(rawValue: 94)
    /// 97: client machine identifier (RFC 4578 §2.3).
    public static let clientMachineIdentifier = DHCPOptionCode(rawValue: 97)
    /// 175: iPXE's encapsulated options.
    public static let ipxeEncapsulated = DHCPOptionCode(rawValue: 175)
    /// 255: the end of an options area, without a length octet.
    public static let end = DHCPOptionCode(rawValue: 255)
}
