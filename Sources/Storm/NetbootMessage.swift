import DHCP
public import NetTypes

/// The DHCP messages of booting firmware.
public struct NetbootMessage: Sendable {
    /// The machine's address.
    public var mac: MACAddress
    /// The number of the exchange.
    public var transactionID: UInt32
    /// The architecture type (option 93).
    public var architectureType: UInt16
    /// Whether UEFI HTTP Boot asks.
    public var isHTTPBoot: Bool
    /// Whether iPXE asks.
    public var isIPXE: Bool

    /// What a machine of this personality sends first.
    public init(_ personality: Personality, mac: MACAddress, transactionID: UInt32) {
        self.mac = mac
        self.transactionID = transactionID
        architectureType = personality.architectureType
        isHTTPBoot = personality == .uefiHTTP
        isIPXE = personality == .ipxe
    }

    /// The DISCOVER, for everybody on port 67.
    public func discover() -> [UInt8] { message(.discover).encoded() }

    /// The REQUEST for the boot server on port 4011 (PXE 2.1 §2.2.3).
    public func request(from address: IPv4Address) -> [UInt8] {
        var message = message(.request)
        message.ciaddr = address
        return message.encoded()
    }

    private func message(_ type: DHCPMessageType) -> DHCPMessage {
        let architecture = [UInt8(architectureType >> 8), UInt8(architectureType & 0xFF)]
        let digits = String(100_000 + Int(architectureType)).dropFirst()
        let vendorClass = "\(isHTTPBoot ? "HTTPClient" : "PXEClient"):Arch:\(digits):UNDI:003016"
        var options = DHCPOptions([
            DHCPOption(.messageType, [type.rawValue]),
            DHCPOption(.parameterRequestList, [1, 3, 6, 12, 43, 54, 60, 66, 67, 97]),
            DHCPOption(.clientMachineIdentifier, [0] + [UInt8](repeating: 0x52, count: 10) + mac.octets),
            DHCPOption(.clientArchitecture, architecture),
            DHCPOption(.vendorClass, Array(vendorClass.utf8)),
        ])
        if isIPXE {
            options[.userClass] = ArraySlice("iPXE".utf8)
            let build = IPXEOptions(version: [1, 21, 1], features: [.http, .bzImage])
            options[.ipxeEncapsulated] = build.encoded()[...]
        }
        return DHCPMessage(
            op: .request, transactionID: transactionID, flags: DHCPMessage.broadcastFlag,
            chaddr: mac.octets[...], options: options)
    }
}
