public import NetTypes

/// The answer to a netboot request: an OFFER to a DISCOVER, else an ACK; it never gives an address.
public struct PXEReply: Hashable, Sendable {
    /// The octets of the message to send, 300…``maximumLength`` of them.
    public let payload: [UInt8]
    /// The port to send from, the one the request was heard on: iPXE takes answers of a boot server from no other.
    public let sourcePort: BootPort
    /// The relay to send it to; 0.0.0.0 for none.
    private let giaddr: IPv4Address

    /// The longest payload sent; edk2 ignores longer ones.
    public static let maximumLength = 1472
    /// The longest name in the header's `file`, which ends with a zero.
    public static let longestFileName = 127
    /// The longest URI in one option 67, which ends with a zero.
    public static let longestURI = 254

    private static let dhcpClientPort: UInt16 = 68

    /// Answers `request` from `serverAddress`, the address of this server on the client's link.
    ///
    /// Throws when the client's loader cannot load this kind of file, when its name does not fit (a path has
    /// ``longestFileName``, a URI ``longestURI`` octets), or when a relay's option 82 makes the message too long.
    public init(
        to request: PXERequest, serverAddress: IPv4Address, boot: BootFile
    ) throws(PXEReplyError) {
        let name = try Self.name(of: boot, for: request.loader)
        let isOffer = request.messageType == .discover
        var message = DHCPMessage(
            op: .reply, htype: request.message.htype, hlen: request.message.hlen,
            transactionID: request.transactionID,
            // An offer without an address can only be broadcast, by a relay too.
            flags: request.message.flags | (isOffer ? DHCPMessage.broadcastFlag : 0),
            ciaddr: isOffer ? .any : request.ciaddr, siaddr: serverAddress, giaddr: request.giaddr,
            chaddr: request.message.chaddr, sname: Array(serverAddress.description.utf8),
            // shim and U-Boot read the name only here, not in option 67.
            file: name.count <= Self.longestFileName ? name : [])
        message.options = Self.options(for: request, serverAddress: serverAddress)
        if name.count > Self.longestFileName { message.options[.bootFileName] = name + [0] }
        if let relayAgent = request.message.relayAgentInformation, !relayAgent.isEmpty {
            message.options[.relayAgentInformation] = relayAgent
        }
        payload = message.encoded()
        guard payload.count <= Self.maximumLength else { throw .messageTooLong(payload.count) }
        giaddr = request.giaddr
        sourcePort = request.arrivedOn
    }

    /// Where the reply goes, for a request that came from `source` (RFC 2131 §4.1, PXE 2.1 §2.2.3).
    public func destination(source: IPv4Endpoint) -> IPv4Endpoint {
        if sourcePort == .bootServer { return source }
        if giaddr != .any { return IPv4Endpoint(giaddr, BootPort.dhcp.rawValue) }
        return IPv4Endpoint(.broadcast, Self.dhcpClientPort)
    }

    private static func name(of boot: BootFile, for loader: BootLoader) throws(PXEReplyError) -> [UInt8] {
        let limit: Int
        switch (loader, boot) {
        case (.pxe, .tftp): limit = longestFileName
        case (.httpBoot, .uri), (.ipxe, .script), (.ipxe, .uri): limit = longestURI
        default: throw .wrongKind(boot, for: loader)
        }
        let name = Array(boot.name.utf8)
        guard !name.isEmpty, name.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .unsendableName(boot.name)
        }
        guard name.count <= limit else { throw .nameTooLong(count: name.count, limit: limit) }
        return name
    }

    private static func options(for request: PXERequest, serverAddress: IPv4Address) -> DHCPOptions {
        let type: DHCPMessageType = request.messageType == .discover ? .offer : .ack
        // Without option 60 firmware and iPXE alike drop an offer that has no address; iPXE wants this very one.
        let vendorClass = request.loader == .httpBoot ? PXERequest.httpClient : PXERequest.pxeClient
        var options = DHCPOptions([
            DHCPOption(.messageType, [type.rawValue]),
            DHCPOption(.serverIdentifier, serverAddress.octets),
            DHCPOption(.vendorClass, vendorClass),
        ])
        options[.clientMachineIdentifier] = request.message.clientMachineIdentifier
        options[.vendorSpecific] = vendorOptions(for: request)
        if request.arrivedOn == .dhcp, case .ipxe = request.loader {
            options[.ipxeEncapsulated] = outranksDHCP
        }
        return options
    }

    private static func vendorOptions(for request: PXERequest) -> [UInt8]? {
        switch (request.arrivedOn, request.loader) {
        case (.bootServer, _): request.bootItem.map { PXEVendorOptions(bootItem: $0).encoded() }
        case (.dhcp, .pxe): RaspberryPi.isBootROM(request) ? raspberryPi : bootFileHere
        case (.dhcp, _): nil
        }
    }

    // Encoded once, since every offer has one of them.

    /// Without "boot file here" firmware asks again on port 4011, a second later.
    ///
    /// Sub-option 8 must not be sent beside it: edk2 would take its first address for the server.
    private static let bootFileHere = PXEVendorOptions(discoveryControl: .bootFileHere).encoded()
    private static let raspberryPi = RaspberryPi.vendorOptions.encoded()
    /// At equal rank a boot file from the site's DHCP server would win.
    private static let outranksDHCP = IPXEOptions(priority: 1).encoded()
}
