/// Every bound of this module, with defaults for the boot listener.
public struct HTTPLimits: Hashable, Sendable {
    /// The longest request line, in octets.
    public var requestLineBytes = 8 * 1024
    /// The longest head, in octets, with its request line and line ends.
    public var headBytes = 16 * 1024
    /// The most fields in a head.
    public var fieldCount = 64
    /// The longest body that is accepted; 0 refuses every body.
    public var bodyBytes = 0
    /// How a path ends that may have a body; nil means that all may.
    public var bodyPathEnd: String?
    /// How much may wait behind a request that is being answered before reading is paused.
    public var pipelineBytes = 16 * 1024
    /// How long a head may take from its first octet.
    public var headTime = Duration.seconds(10)
    /// How long a body may take from the end of its head.
    public var bodyTime = Duration.seconds(30)
    /// How long a connection may wait for a request; longer than the 10 s iPXE keeps one.
    public var idleTime = Duration.seconds(30)
    /// The period in which `sendMinimumBytes` must leave.
    public var sendPeriod = Duration.seconds(30)
    /// The least that must leave in each `sendPeriod`: a boot client that is slower will not boot either.
    public var sendMinimumBytes: UInt64 = 16 * 1024
    /// How long what a client still sends is discarded after the last response, so that it can read that.
    public var lingerTime = Duration.seconds(2)

    /// The most ranges of one request; with more the header is ignored (RFC 9110 §14.2).
    public static let rangeCount = 16

    /// Makes the default limits.
    public init() {}
}
