public import NetTypes

/// A message that a netboot server answers, and what it means.
public struct PXERequest: Hashable, Sendable {
    /// The message itself.
    public let message: DHCPMessage
    /// The port it was heard on.
    public let arrivedOn: BootPort
    /// The client's Ethernet address, the key to everything else.
    public let mac: MACAddress
    /// What it asks (option 53).
    public let messageType: DHCPMessageType
    /// The program that asks.
    public let loader: BootLoader
    /// The architecture codes, the preferred first, never empty: option 93, else the digits in option 60, else 0
    /// (RFC 4578 §2.1, RFC 5970 §3.3).
    public let architectures: [UInt16]

    /// The client's number for the exchange.
    public var transactionID: UInt32 { message.transactionID }
    /// The machine's identifier; a hint only.
    public var guid: GUID? { message.clientGUID }
    /// The relay the message came through; 0.0.0.0 when there was none.
    public var giaddr: IPv4Address { message.giaddr }
    /// The address the client already has, or 0.0.0.0.
    public var ciaddr: IPv4Address { message.ciaddr }
    /// The boot item that a boot server is asked for.
    public var bootItem: PXEBootItem? { arrivedOn == .bootServer ? message.pxeVendorOptions?.bootItem : nil }

    /// Whether it comes from a Raspberry Pi's boot ROM, which claims a BIOS PC's architecture and cannot run its programs.
    public var isRaspberryPi: Bool { RaspberryPi.isBootROM(self) }

    /// The vendor class of PXE clients, and of what answers them.
    static let pxeClient = Array("PXEClient".utf8)
    /// The vendor class of UEFI HTTP Boot clients, and of what answers them.
    static let httpClient = Array("HTTPClient".utf8)

    /// Tells whether a netboot server answers a message, and if not, why.
    ///
    /// Neither option 94 nor 97 is demanded: boot ROMs in use leave them out or fill them with garbage.
    public static func validate(
        _ message: DHCPMessage, arrivedOn port: BootPort
    ) -> Result<PXERequest, IgnoredReason> {
        guard message.op == .request else { return .failure(.notRequest(message.op)) }
        guard let mac = message.hardwareAddress else {
            return .failure(.notEthernet(htype: message.htype, hlen: message.hlen))
        }
        guard let type = message.messageType else { return .failure(.noMessageType) }
        guard let vendorClass = message.options[.vendorClass] else { return .failure(.noVendorClass) }
        let isHTTPClient = vendorClass.starts(with: httpClient)
        guard isHTTPClient || vendorClass.starts(with: pxeClient) else {
            return .failure(.otherVendorClass(message.vendorClass ?? ""))
        }
        let request = PXERequest(
            message: message, arrivedOn: port, mac: mac, messageType: type,
            loader: loader(of: message, isHTTPClient: isHTTPClient),
            architectures: architectures(of: message, vendorClass: vendorClass))
        if let reason = request.reasonToIgnore(isHTTPClient: isHTTPClient) { return .failure(reason) }
        return .success(request)
    }

    private func reasonToIgnore(isHTTPClient: Bool) -> IgnoredReason? {
        switch arrivedOn {
        case .dhcp:
            // An answer to a REQUEST here would carry no address, and Intel's Boot Agent has been seen to take it
            // for the DHCP server's and to start over for ever.
            return messageType == .discover ? nil : .notDiscover(messageType)
        case .bootServer:
            guard [.request, .inform, .discover].contains(messageType) else {
                return .notForBootServer(messageType)
            }
            if isHTTPClient { return .httpBootOnBootServer }
            let layer = bootItem?.layer ?? 0
            return layer == 0 ? nil : .bootLayer(layer)
        }
    }

    /// iPXE names itself in the user class, bare or in the form of RFC 3004; derivatives that do not, such as
    /// FlexBoot, still send option 175.
    private static func loader(of message: DHCPMessage, isHTTPClient: Bool) -> BootLoader {
        let options = message.ipxeOptions
        if options != nil || namesIPXE(message.options[.userClass] ?? []) { return .ipxe(options) }
        return isHTTPClient ? .httpBoot : .pxe
    }

    private static func namesIPXE(_ userClass: ArraySlice<UInt8>) -> Bool {
        userClass.indices.contains { start in
            let rest = userClass[start...]
            return rest.starts(with: "iPXE".utf8) || rest.starts(with: "gPXE".utf8)
        }
    }

    /// In option 60 the code is five decimal digits: `PXEClient:Arch:00007:UNDI:003016`.
    private static func architectures(of message: DHCPMessage, vendorClass: ArraySlice<UInt8>) -> [UInt16] {
        let codes = message.clientArchitectures
        guard codes.isEmpty else { return codes }
        let fields = vendorClass.split(separator: UInt8(ascii: ":"))
        guard fields.count >= 3, fields[1].elementsEqual("Arch".utf8),
            let code = UInt16(String(decoding: fields[2], as: UTF8.self))
        else { return [0] }
        return [code]
    }
}
