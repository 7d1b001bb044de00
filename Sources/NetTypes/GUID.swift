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
    public init?(wire octets: some Collection<UInt8>) {
        guard octets.count == 16 else { return nil }
        high = octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = octets.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
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
