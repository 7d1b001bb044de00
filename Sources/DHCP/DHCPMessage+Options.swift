public import NetTypes

/// The options a netboot server reads, by meaning. An option that is too short for its meaning reads as absent;
/// trailing octets are ignored.
extension DHCPMessage {
    /// The message type (option 53); nil in plain BOOTP.
    public var messageType: DHCPMessageType? {
        options[.messageType]?.first.map(DHCPMessageType.init(rawValue:))
    }

    /// The client's Ethernet address; nil unless `htype` is 1 and `hlen` is 6.
    public var hardwareAddress: MACAddress? {
        guard htype == 1, hlen == 6 else { return nil }
        return MACAddress(octets: chaddr.prefix(6))
    }

    /// The vendor class (option 60) as text, without trailing zeros; octets that are not UTF-8 are replaced.
    public var vendorClass: String? { options[.vendorClass].map(Self.text) }

    /// The user classes (option 77) in the form of RFC 3004: each with a length octet before it.
    ///
    /// Nil when the option is absent or does not have that form, as iPXE's bare `iPXE` does not.
    public var userClasses: [[UInt8]]? {
        guard let value = options[.userClass] else { return nil }
        var reader = ByteReader(Array(value))
        var classes: [[UInt8]] = []
        while let length = reader.readUInt8() {
            guard length > 0, let userClass = reader.read(Int(length)) else { return nil }
            classes.append(Array(userClass))
        }
        return classes.isEmpty ? nil : classes
    }

    /// The client's architecture codes in its order of preference (option 93, RFC 4578 §2.1); empty when absent.
    public var clientArchitectures: [UInt16] {
        guard let value = options[.clientArchitecture] else { return [] }
        return stride(from: value.startIndex, to: value.endIndex - 1, by: 2).map {
            UInt16(value[$0]) << 8 | UInt16(value[$0 + 1])
        }
    }

    /// The octets of option 97 if they are the 17 of RFC 4578 §2.3, to be echoed whatever they say.
    public var clientMachineIdentifier: ArraySlice<UInt8>? {
        options[.clientMachineIdentifier].flatMap { $0.count == 17 ? $0 : nil }
    }

    /// The client's machine identifier (option 97 of type 0), a hint: firmware sends zeros and garbage.
    public var clientGUID: GUID? {
        guard let identifier = clientMachineIdentifier, identifier.first == 0 else { return nil }
        return GUID(wire: identifier.dropFirst())
    }

    /// The address a client asks for (option 50).
    public var requestedAddress: IPv4Address? { address(.requestedAddress) }

    /// The server that is meant or speaks (option 54).
    public var serverIdentifier: IPv4Address? { address(.serverIdentifier) }

    /// What the relays added (option 82), undecoded: a server only echoes it.
    public var relayAgentInformation: ArraySlice<UInt8>? { options[.relayAgentInformation] }

    /// The PXE sub-options (option 43); meaningful only beside a vendor class that begins with `PXEClient`.
    public var pxeVendorOptions: PXEVendorOptions? {
        options[.vendorSpecific].map { PXEVendorOptions(parsing: Array($0)) }
    }

    /// iPXE's own options (option 175).
    public var ipxeOptions: IPXEOptions? {
        options[.ipxeEncapsulated].map { IPXEOptions(parsing: Array($0)) }
    }

    /// The boot file a server names: option 67, or else the header's `file`; nil when both are empty.
    public var bootFileName: String? {
        let name = options[.bootFileName].map(Self.text) ?? ""
        if !name.isEmpty { return name }
        let header = file.prefix { $0 != 0 }
        return header.isEmpty ? nil : String(decoding: header, as: UTF8.self)
    }

    private func address(_ code: DHCPOptionCode) -> IPv4Address? {
        guard let value = options[code], value.count >= 4 else { return nil }
        return IPv4Address(rawValue: value.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    private static func text(_ octets: ArraySlice<UInt8>) -> String {
        let end = octets.lastIndex { $0 != 0 }.map { $0 + 1 } ?? octets.startIndex
        return String(decoding: octets[..<end], as: UTF8.self)
    }
}
