/// How a PXE client looks for boot servers: option 43 sub-option 6 (PXE 2.1 §2.2.2).
public struct PXEDiscoveryControl: OptionSet, Hashable, Sendable {
    /// The octet on the wire.
    public let rawValue: UInt8

    /// Wraps any octet.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bit 0: no broadcast discovery.
    public static let noBroadcast = PXEDiscoveryControl(rawValue: 1 << 0)
    /// Bit 1: no multicast discovery.
    public static let noMulticast = PXEDiscoveryControl(rawValue: 1 << 1)
    /// Bit 2: only the servers of sub-option 8, without which list Intel's Boot Agent stops.
    public static let onlyListedServers = PXEDiscoveryControl(rawValue: 1 << 2)
    /// Bit 3: the boot file is in this message: no prompt, no menu, no discovery.
    public static let bootFileHere = PXEDiscoveryControl(rawValue: 1 << 3)
}
