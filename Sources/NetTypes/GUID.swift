/// A 128-bit machine identifier in SMBIOS wire order: its first three fields are little-endian (SMBIOS 3.x
/// §7.2.1.
///
/// DHCP option 97, RFC 4578 §2.3). A hint only: firmware sends zero and garbage values.
public struct GUID: Hashable, Sendable, CustomStringConvertible {
    /// The first eight octets on the wire, big-endian.
    public let high: UInt64
    /// The last eight octets on the wire, big-endian.
    public let low: UInt64

    /// Makes an identifier from exactly sixteen octets in wire order, else nil.
    @inlinable
    public init?(wire octets: some Collection<UInt8>) {
        guard octets.count == 16 else { return nil }
        high = octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = octets.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads the conventional text, in either case; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let octets = fields.compactMap { Hexadecimal.octets($0) }
        guard octets.count == fields.count else { return nil }
        self.init(wire: octets.prefix(3).flatMap { $0.reversed() } + octets.dropFirst(3).flatMap { $0 })
    }

    /// Whether both are the same machine's, when one was written with its first three fields the other way round.
    ///
    /// Firmware and kernels before SMBIOS 2.6 disagree on that order.
    public func matchesInEitherOrder(_ other: GUID) -> Bool {
        if self == other { return true }
        let wire = octets
        let fields: [[UInt8]] = [
            wire[0..<4].reversed(), wire[4..<6].reversed(), wire[6..<8].reversed(), Array(wire[8...]),
        ]
        return other.octets.elementsEqual(fields.joined())
    }

    /// The sixteen octets in wire order.
    public var octets: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) }
        }
    }

    /// True when every bit is clear or every bit is set: the machine has no identifier.
    public var isUnset: Bool { (high == 0 && low == 0) || (high == .max && low == .max) }

    /// The conventional text, as iPXE's `${uuid}` and `dmidecode` print it.
    public var description: String {
        let wire = octets
        let fields: [[UInt8]] = [
            wire[0..<4].reversed(), wire[4..<6].reversed(), wire[6..<8].reversed(), Array(wire[8..<10]),
            Array(wire[10..<16]),
        ]
        return fields.map { Hexadecimal.text($0) }.joined(separator: "-")
    }
}
