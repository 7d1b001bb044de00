public import NetTypes

/// One entry of a machine's timeline (`event`).
public struct BootEvent: Hashable, Sendable {
    /// How a stage ended.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// The machine got what it asked for.
        case done
        /// Something was seen that may spoil the boot; the detail says what to do.
        case warning
        /// Policy said no; the detail is the reason.
        case refused
        /// The transfer broke off.
        case failed
    }

    /// When the stage ended.
    public var time: WallClock
    /// Which machine, where its address is known.
    public var mac: MACAddress?
    /// The node that owned the address at that time, by its present name.
    public var node: String?
    /// The stage.
    public var stage: BootStage
    /// How it ended.
    public var outcome: Outcome
    /// What happened, in words for an operator.
    public var detail: String
    /// Where the request came from; nil for machines without an address yet.
    public var address: IPv4Address?
    /// Octets of content that were sent, for transfers.
    public var bytes: UInt64?
    /// Milliseconds that a transfer took.
    public var milliseconds: UInt64?

    /// Describes an event.
    public init(
        time: WallClock, mac: MACAddress?, node: String?, stage: BootStage, outcome: Outcome, detail: String,
        address: IPv4Address? = nil, bytes: UInt64? = nil, milliseconds: UInt64? = nil
    ) {
        self.time = time
        self.mac = mac
        self.node = node
        self.stage = stage
        self.outcome = outcome
        self.detail = detail
        self.address = address
        self.bytes = bytes
        self.milliseconds = milliseconds
    }
}
