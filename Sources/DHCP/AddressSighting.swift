public import NetTypes

/// An address that a client claims in a REQUEST, heard in passing.
public struct AddressSighting: Hashable, Sendable {
    /// The client.
    public let mac: MACAddress
    /// The address it takes or keeps.
    public let address: IPv4Address

    /// Reads a message; nil unless it is a REQUEST of an Ethernet client for a unicast address.
    ///
    /// The address is in option 50 when the client takes an offer or comes back after a reboot, and in `ciaddr`
    /// when it renews (RFC 2131 §4.3.2).
    public init?(_ message: borrowing DHCPMessage) {
        guard message.op == .request, message.messageType == .request, let mac = message.hardwareAddress,
            !mac.isGroup
        else { return nil }
        let address = message.requestedAddress ?? message.ciaddr
        guard address.isUnicast else { return nil }
        self.mac = mac
        self.address = address
    }
}
