/// An event as `rackrise events --json` prints it.
public struct TimelineEvent: Sendable, Decodable {
    /// When, RFC 3339 in UTC.
    public let time: String
    /// Which machine.
    public let mac: String?
    /// Its node.
    public let node: String?
    /// The step, such as `offer`.
    public let stage: String
    /// `done`, `refused` or `failed`.
    public let outcome: String
    /// What happened, in words.
    public let detail: String
    /// The machine's IP address.
    public let address: String?
    /// Octets that were sent.
    public let bytes: Int?
}
