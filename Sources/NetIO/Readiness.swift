import CNetShim

/// What a descriptor is watched for, and what is reported of it (epoll(7), level-triggered).
public struct Readiness: OptionSet, Sendable {
    /// The bits as the shim has them.
    public let rawValue: UInt32

    /// Wraps bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Input, or the peer's end of it.
    public static let input = Readiness(rawValue: UInt32(NETSHIM_INPUT))
    /// Room for output, or a connection that is open.
    public static let room = Readiness(rawValue: UInt32(NETSHIM_ROOM))
    /// Only reported: an error, or both directions have ended.
    public static let broken = Readiness(rawValue: UInt32(NETSHIM_BROKEN))
}
