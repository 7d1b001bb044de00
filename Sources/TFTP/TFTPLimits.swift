/// Every bound of this module: on packets as constants, on transfers as settings with defaults.
public struct TFTPLimits: Hashable, Sendable {
    /// The longest file name; RFC 2347 keeps a whole request within 512 octets.
    public static let fileNameBytes = 512
    /// The most options of a request or an OACK; real clients send four at most.
    public static let optionCount = 16
    /// The longest mode, option name or option value.
    public static let optionTextBytes = 128
    /// How much of an ERROR's message is kept.
    public static let errorMessageBytes = 256
    /// The block sizes of RFC 2348.
    public static let blockSizes = 8...65464
    /// The windows we can run: the 16-bit number of an ACK must tell a block from its neighbours.
    public static let windowSizes = 1...32767

    /// The largest block a client is granted; keep it to `blockSize(forMTU:)` of the interface.
    public var blockSize = 1468
    /// The most blocks in flight a client is granted.
    public var windowSize = 16
    /// How long the first wait for an answer is, unless the client negotiated its own.
    public var firstTimeout = Duration.seconds(1)
    /// The shortest wait for an answer that the measured round trip may lead to.
    public var shortestTimeout = Duration.milliseconds(50)
    /// What the doubling wait stops at.
    public var longestTimeout = Duration.seconds(8)
    /// How many times one unanswered packet or window is sent again, not counting those after a wait shorter than the
    /// first.
    public var retries = 6
    /// The pause between the parts of a window that is sent in parts after a loss.
    public var burstPause = Duration.milliseconds(2)
    /// How long a whole transfer may last.
    public var transferTime = Duration.seconds(15 * 60)

    /// Makes the default limits.
    public init() {}

    /// The largest block that fits one unfragmented IPv4 datagram on a link with this MTU.
    ///
    /// Boot ROMs do not reassemble fragments. 32 octets are the IPv4, UDP and TFTP headers.
    public static func blockSize(forMTU mtu: Int) -> Int {
        min(max(blockSizes.lowerBound, mtu - 32), blockSizes.upperBound)
    }
}
