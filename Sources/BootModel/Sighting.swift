public import NetTypes

/// A machine that asked and is not on the whitelist (`sighting`).
public struct Sighting: Hashable, Sendable {
    /// Its address.
    public var mac: MACAddress
    /// When it was heard first.
    public var firstSeen: WallClock
    /// When it was heard last.
    public var lastSeen: WallClock
    /// How often it was heard, as far as it was recorded: repeats within seconds count once.
    public var count: Int64
    /// Its firmware in words, such as `UEFI x64 PXE`.
    public var firmware: String
    /// Why it got no answer.
    public var reason: String

    /// Describes a sighting.
    public init(
        mac: MACAddress, firstSeen: WallClock, lastSeen: WallClock, count: Int64, firmware: String,
        reason: String
    ) {
        self.mac = mac
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.count = count
        self.firmware = firmware
        self.reason = reason
    }
}
