/// Appends fields to a packet; numbers are big-endian.
public struct ByteWriter: Sendable {
    /// What was written so far.
    public var octets: [UInt8] { written }

    // Seen from outside by inlined code only: a call for each octet, or a loop over octets of an unknown kind, takes ten
    // times as long.
    @usableFromInline
    var written: [UInt8] = []

    /// Starts empty with room for `capacity` octets.
    @inlinable
    public init(capacity: Int = 0) { written.reserveCapacity(capacity) }

    /// Appends one octet.
    @inlinable
    public mutating func write(_ value: UInt8) { written.append(value) }

    /// Appends two octets.
    @inlinable
    public mutating func write(_ value: UInt16) {
        written.append(UInt8(truncatingIfNeeded: value >> 8))
        written.append(UInt8(truncatingIfNeeded: value))
    }

    /// Appends four octets.
    @inlinable
    public mutating func write(_ value: UInt32) {
        write(UInt16(truncatingIfNeeded: value >> 16))
        write(UInt16(truncatingIfNeeded: value))
    }

    /// Appends octets as they are.
    @inlinable
    public mutating func write(_ bytes: some Sequence<UInt8>) { written.append(contentsOf: bytes) }

    /// Appends a field of exactly `width` octets: `bytes` cut to the width, then zeros.
    @inlinable
    public mutating func write(_ bytes: some Collection<UInt8>, width: Int) {
        written.append(contentsOf: bytes.prefix(width))
        written.append(contentsOf: repeatElement(0, count: width - min(width, bytes.count)))
    }

    /// Appends zeros until the whole is at least `count` octets long.
    @inlinable
    public mutating func pad(to count: Int) {
        written.append(contentsOf: repeatElement(0, count: max(0, count - written.count)))
    }
}
