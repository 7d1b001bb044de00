/// The segments of an initrd, as far as they can be told without unpacking: uncompressed archives, such as early
/// microcode, up to and with the first compressed segment, whose end nobody knows without unpacking it.
public struct InitramfsLayout: Hashable, Sendable {
    /// One segment.
    public struct Segment: Hashable, Sendable {
        /// Where it starts.
        public let offset: UInt64
        /// How it is packed.
        public let format: InitramfsFormat
        /// The entries of an uncompressed archive, in order; empty for a compressed segment.
        public let entries: [CPIOHeader]
    }

    /// The segments in order; at least one.
    public let segments: [Segment]

    /// The most entries that are read: an initrd of a full distribution has some ten thousand.
    public static let entryLimit = 200_000

    /// Walks an initrd of `size` octets, where `read` gives up to `count` octets from an offset, fewer at the end.
    ///
    /// Throws `InitramfsError` and what `read` throws.
    public init(
        size: UInt64, read: (_ offset: UInt64, _ count: Int) throws -> [UInt8]
    ) throws {
        guard size > 0 else { throw InitramfsError.empty }
        var walk = Walk(size: size)
        var segments: [Segment] = []
        while let offset = try walk.nextSegment(read) {
            let format = try InitramfsFormat(head: read(offset, InitramfsFormat.headLength), offset: offset)
            guard format == .cpio else {
                segments.append(Segment(offset: offset, format: format, entries: []))
                break
            }
            segments.append(Segment(offset: offset, format: format, entries: try walk.entries(read)))
        }
        guard !segments.isEmpty else { throw InitramfsError.empty }
        self.segments = segments
    }

    /// Reads an initrd that is in memory.
    public init(_ octets: [UInt8]) throws(InitramfsError) {
        do {
            try self.init(size: UInt64(octets.count)) { offset, count in
                Array(octets.dropFirst(Int(clamping: offset)).prefix(count))
            }
        } catch let error as InitramfsError {
            throw error
        } catch {
            preconditionFailure("reading from memory failed: \(error)")
        }
    }

    /// Whether an uncompressed archive holds an entry of this path, without a leading slash.
    public func contains(_ path: String) -> Bool {
        segments.contains { $0.entries.contains { $0.path == path } }
    }
}

/// A position that moves from segment to segment.
private struct Walk {
    let size: UInt64
    var offset: UInt64 = 0
    var entryCount = 0

    private static let paddingChunk = 4096

    init(size: UInt64) { self.size = size }

    /// Skips the zeros between segments; nil at the end.
    mutating func nextSegment(_ read: (UInt64, Int) throws -> [UInt8]) throws -> UInt64? {
        while offset < size {
            let octets = try read(offset, Self.paddingChunk)
            guard !octets.isEmpty else { throw InitramfsError.truncated(offset: offset) }
            let zeros = octets.prefix { $0 == 0 }.count
            offset += UInt64(zeros)
            if zeros < octets.count { return offset }
        }
        return nil
    }

    /// Reads an archive's headers up to its trailer, and moves behind it.
    mutating func entries(_ read: (UInt64, Int) throws -> [UInt8]) throws -> [CPIOHeader] {
        guard offset.isMultiple(of: 4) else { throw InitramfsError.misaligned(offset: offset) }
        var entries: [CPIOHeader] = []
        while true {
            let octets = try read(offset, CPIOHeader.longest)
            let header = try CPIOHeader(octets, offset: offset)
            guard header.end <= size else { throw InitramfsError.truncated(offset: offset) }
            offset = header.end
            if header.isTrailer { return entries }
            entryCount += 1
            guard entryCount <= InitramfsLayout.entryLimit else { throw InitramfsError.tooManyEntries }
            entries.append(header)
            // The last file's padding may be missing; without a trailer, that is the archive's end.
            offset = min(header.paddedEnd, size)
            if offset == size { return entries }
        }
    }
}
