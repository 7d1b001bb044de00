/// Why a message gets no answer from a netboot server.
public enum IgnoredReason: Error, Hashable, Sendable {
    /// `op` is not 1.
    case notRequest(DHCPOperation)
    /// `htype` and `hlen` are not those of Ethernet.
    case notEthernet(htype: UInt8, hlen: UInt8)
    /// Option 53 is missing: plain BOOTP.
    case noMessageType
    /// Option 60 is missing: an ordinary DHCP client.
    case noVendorClass
    /// Option 60 is not that of a network boot.
    case otherVendorClass(String)
    /// Not a DISCOVER, on port 67.
    case notDiscover(DHCPMessageType)
    /// Not a REQUEST, INFORM or DISCOVER, on port 4011.
    case notForBootServer(DHCPMessageType)
    /// UEFI HTTP Boot knows no boot server.
    case httpBootOnBootServer
    /// The boot item asked for has a layer other than 0: a further file, or security credentials.
    case bootLayer(UInt16)
}

extension IgnoredReason: CustomStringConvertible {
    /// The reason in words, with the value.
    public var description: String {
        switch self {
        case .notRequest(let op): "op is \(op.rawValue), so it is not a client's request"
        case .notEthernet(let htype, let hlen): "htype \(htype) with hlen \(hlen) is not an Ethernet address"
        case .noMessageType: "there is no option 53: it is plain BOOTP"
        case .noVendorClass: "there is no option 60: it is an ordinary DHCP client, not a network boot"
        case .otherVendorClass(let vendorClass):
            "option 60 is \(vendorClass.debugDescription), which begins with neither PXEClient nor HTTPClient"
        case .notDiscover(let type):
            "it is \(type) on port 67, where only DISCOVER is answered: the rest is for the DHCP server"
        case .notForBootServer(let type):
            "it is \(type) on port 4011, where only REQUEST, INFORM and DISCOVER are answered"
        case .httpBootOnBootServer: "it is an HTTPClient on port 4011, which is for PXE clients"
        case .bootLayer(let layer):
            "it asks for layer 0x\(String(layer, radix: 16)) of a boot item, and there is only layer 0"
        }
    }
}
