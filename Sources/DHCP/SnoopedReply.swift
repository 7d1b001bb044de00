public import NetTypes

/// An OFFER or ACK of a DHCP server to some machine, heard in passing.
public struct SnoopedReply: Hashable, Sendable {
    /// OFFER or ACK.
    public let messageType: DHCPMessageType
    /// Whom it is for.
    public let mac: MACAddress
    /// The client's number for the exchange.
    public let transactionID: UInt32
    /// Who gives it.
    public let server: IPv4Address
    /// The address it gives; nil in the answers of a proxy, which gives none.
    public let address: IPv4Address?
    private let message: DHCPMessage

    /// Reads a message that came from `source`; nil unless it is an OFFER or ACK to an Ethernet client.
    public init?(_ message: DHCPMessage, from source: IPv4Address) {
        guard message.op == .reply, let type = message.messageType, type == .offer || type == .ack,
            let mac = message.hardwareAddress, !mac.isGroup
        else { return nil }
        messageType = type
        self.mac = mac
        transactionID = message.transactionID
        server = message.serverIdentifier ?? source
        address = message.yiaddr.isUnicast ? message.yiaddr : nil
        self.message = message
    }

    /// What in it would lead the machine away from a netboot server that has the addresses `own`.
    public func conflicts(own: Set<IPv4Address>) -> [BootConflict] {
        let vendorClass = message.options[.vendorClass] ?? []
        let isForPXE = vendorClass.starts(with: PXERequest.pxeClient)
        let isForBoot = isForPXE || vendorClass.starts(with: PXERequest.httpClient)
        let isOwnAddress = own.contains(server)
        if address == nil { return isForBoot && !isOwnAddress ? [.otherProxy] : [] }
        var conflicts: [BootConflict] = []
        // On our own address option 60 sends PXE clients to port 4011, where we answer.
        if isForBoot, !(isForPXE && isOwnAddress) {
            conflicts.append(.vendorClass(message.vendorClass ?? ""))
        }
        if let name = message.bootFileName {
            conflicts.append(.bootFile(name))
        }
        if message.siaddr != .any, message.siaddr != server, !own.contains(message.siaddr) {
            conflicts.append(.nextServer(message.siaddr))
        }
        return conflicts
    }
}
