/// The body of a response; its length is known before it is sent.
public enum HTTPBody: Hashable, Sendable {
    /// No octets.
    case none
    /// Octets in memory.
    case bytes([UInt8])
    /// Pieces in order, such as a kernel file followed by a node's own cpio segment.
    case parts([BodyPart])

    /// The pieces in order.
    public var parts: [BodyPart] {
        switch self {
        case .none: []
        case .bytes(let octets): [.bytes(octets)]
        case .parts(let parts): parts
        }
    }

    /// How many octets it has.
    public var count: UInt64 {
        switch self {
        case .none: 0
        case .bytes(let octets): UInt64(octets.count)
        case .parts(let parts): parts.reduce(0) { $0 + $1.count }
        }
    }

    /// The pieces of `range`, counted from the body's start and clamped to it.
    public func parts(in range: Range<UInt64>) -> [BodyPart] {
        var selected: [BodyPart] = []
        var start: UInt64 = 0
        for part in parts {
            let wanted = range.clamped(to: start..<start + part.count)
            if !wanted.isEmpty {
                selected.append(part.slice(wanted.lowerBound - start..<wanted.upperBound - start))
            }
            start += part.count
        }
        return selected
    }
}
