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
        to request: borrowing PXERequest, serverAddress: IPv4Address, boot: BootFile
    ) throws(PXEReplyError) {
        let name = ArraySlice(try Self.name(of: boot, for: request.loader).utf8)
        let fitsHeader = name.count <= Self.longestFileName
        let isOffer = request.messageType == .discover
        var writer = DHCPMessageWriter(
            headerOf: DHCPMessage(
                op: .reply, htype: request.message.htype, hlen: request.message.hlen,
                transactionID: request.transactionID,
                // An offer without an address can only be broadcast, by a relay too.
                flags: request.message.flags | (isOffer ? DHCPMessage.broadcastFlag : 0),
                ciaddr: isOffer ? .any : request.ciaddr, siaddr: serverAddress, giaddr: request.giaddr,
                chaddr: request.message.chaddr, sname: ArraySlice(serverAddress.description.utf8),
                // shim and U-Boot read the name only here, not in option 67.
                file: fitsHeader ? name : []))
        Self.writeOptions(for: request, serverAddress: serverAddress, to: &writer)
        if !fitsHeader { writer.write(.bootFileName, name + [0]) }
        payload = writer.finish(relayAgentInformation: request.message.relayAgentInformation)
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

    private static func name(of boot: BootFile, for loader: BootLoader) throws(PXEReplyError) -> String {
        let limit: Int
        switch (loader, boot) {
        case (.pxe, .tftp): limit = longestFileName
        case (.httpBoot, .uri), (.ipxe, .script), (.ipxe, .uri): limit = longestURI
        default: throw .wrongKind(boot, for: loader)
        }
        let name = boot.name
        let octets = name.utf8
        guard !octets.isEmpty, octets.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .unsendableName(name)
        }
        guard octets.count <= limit else { throw .nameTooLong(count: octets.count, limit: limit) }
        return name
    }

    private static func writeOptions(
        for request: PXERequest, serverAddress: IPv4Address, to writer: inout DHCPMessageWriter
    ) {
        let type: DHCPMessageType = request.messageType == .discover ? .offer : .ack
        writer.write(.messageType, CollectionOfOne(type.rawValue))
        writer.write(.serverIdentifier, serverAddress)
        // Without option 60 firmware and iPXE alike drop an offer that has no address; iPXE wants this very one.
        let isHTTPBoot = request.loader == .httpBoot
        writer.write(.vendorClass, isHTTPBoot ? PXERequest.httpClient : PXERequest.pxeClient)
        writer.write(.clientMachineIdentifier, request.message.clientMachineIdentifier ?? [])
        writer.write(.vendorSpecific, vendorOptions(for: request))
        if request.arrivedOn == .dhcp, case .ipxe = request.loader {
            writer.write(.ipxeEncapsulated, outranksDHCP)
        }
    }

    private static func vendorOptions(for request: PXERequest) -> [UInt8] {
        switch (request.arrivedOn, request.loader) {
        case (.bootServer, _): request.bootItem.map { PXEVendorOptions(bootItem: $0).encoded() } ?? []
        case (.dhcp, .pxe): RaspberryPi.isBootROM(request) ? raspberryPi : bootFileHere
        case (.dhcp, _): []
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
