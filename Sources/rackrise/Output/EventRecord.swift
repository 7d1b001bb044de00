import BootModel
import NetTypes

/// An event as `--json` shows it.
struct EventRecord: Encodable {
    /// When, RFC 3339 in UTC with milliseconds.
    let time: String
    /// Which machine; null where only its IP address is known.
    let mac: String?
    /// The node that owned the address then, by its present name, or null.
    let node: String?
    /// `offer`, `address`, `boot-server`, `chainloader`, `script`, `kernel`, `initrd`, `install` or `operator`.
    let stage: String
    /// `done`, `warning`, `refused` or `failed`.
    let outcome: String
    /// What happened, in words.
    let detail: String
    /// The machine's IP address, or null.
    let address: String?
    /// Octets that were sent, or null.
    let bytes: UInt64?
    /// How long that took, or null.
    let milliseconds: UInt64?

    /// Describes an event.
    init(_ event: BootEvent) {
        time = ClockText.utc().text(event.time)
        mac = event.mac?.description
        node = event.node
        stage = event.stage.rawValue
        outcome = event.outcome.rawValue
        detail = event.detail
        address = event.address?.description
        bytes = event.bytes
        milliseconds = event.milliseconds
    }

    private enum CodingKeys: CodingKey {
        case time, mac, node, stage, outcome, detail, address, bytes, milliseconds
    }

    /// Writes what is missing as null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(time, forKey: .time)
        try container.encode(mac, forKey: .mac)
        try container.encode(node, forKey: .node)
        try container.encode(stage, forKey: .stage)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(detail, forKey: .detail)
        try container.encode(address, forKey: .address)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(milliseconds, forKey: .milliseconds)
    }
}
