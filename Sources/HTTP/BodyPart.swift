/// A piece of a body: octets in memory, or a range of a file that the driver knows by number.
public enum BodyPart: Hashable, Sendable {
    /// Octets in memory.
    case bytes([UInt8])
    /// A range of an open file.
    case file(id: Int, range: Range<UInt64>)

    /// How many octets it has.
    public var count: UInt64 {
        switch self {
        case .bytes(let octets): UInt64(octets.count)
        case .file(_, let range): range.upperBound - range.lowerBound
        }
    }

    /// The octets of `range`, counted from the part's start; it must lie within the part.
    func slice(_ range: Range<UInt64>) -> BodyPart {
        switch self {
        case .bytes(let octets): .bytes(Array(octets[Int(range.lowerBound)..<Int(range.upperBound)]))
        case .file(let id, let whole):
            .file(id: id, range: whole.lowerBound + range.lowerBound..<whole.lowerBound + range.upperBound)
        }
    }
}
