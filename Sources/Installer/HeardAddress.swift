public import BootModel
public import NetTypes

/// An address that a network card of a machine was heard at.
public struct HeardAddress: Hashable, Sendable {
    /// The card.
    public var mac: MACAddress
    /// The address; whoever uses it must prove that the machine behind it is the right one.
    public var address: IPv4Address
    /// When the card's last sign of life there came; nil when it is only remembered, such as by the kernel.
    public var heardAt: WallClock?

    /// Describes an address.
    public init(mac: MACAddress, address: IPv4Address, heardAt: WallClock?) {
        self.mac = mac
        self.address = address
        self.heardAt = heardAt
    }
}
