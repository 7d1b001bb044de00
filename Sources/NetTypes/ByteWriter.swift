/// Appends fields to a packet; numbers are big-endian.
public struct ByteWriter: Sendable {
    /// What was written so far.
    public private(set) var octets: [UInt8] = []

    /// Starts empty with room for `capacity` octets.
    public init(capacity: Int = 0) { octets.reserveCapacity(capacity) }

    /// Appends one octet.
    public mutating func write(_ value: UInt8) { octets.append(value) }

    /// Appends two octets.
    public mutating func write(_ value: UInt16) {
        octets.append(UInt8(truncatingIfNeeded: value >> 8))
        octets.append(UInt8(truncatingIfNeeded: value))
    }

    /// Appends four octets.
    public mutating func write(_ value: UInt32) {
        write(UInt16(truncatingIfNeeded: value >> 16))
        write(UInt16(truncatingIfNeeded: value))
    }

    /// Appends octets as they are.
    public mutating func write(_ bytes: some Sequence<UInt8>) { octets.append(contentsOf: bytes) }

    /// Appends a field of exactly `width` octets: `bytes` cut to the width, then zeros.
    public mutating func write(_ bytes: some Collection<UInt8>, width: Int) {
        octets.append(contentsOf: bytes.prefix(width))
        octets.append(contentsOf: repeatElement(0, count: width - min(width, bytes.count)))
    }

    /// Appends zeros until the whole is at least `count` octets long.
    public mutating func pad(to count: Int) {
        octets.append(contentsOf: repeatElement(0, count: max(0, count - octets.count)))
    }
}
