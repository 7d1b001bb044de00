import NetTypes

/// One entry of a `newc` cpio archive, without its content (`Documentation/driver-api/early-userspace/buffer-format.rst`).
public struct CPIOHeader: Hashable, Sendable {
    /// The path, without a leading slash as most tools write it.
    public let path: String
    /// File type and permissions, as in `st_mode`.
    public let mode: UInt32
    /// Octets of content.
    public let size: UInt32
    /// Where the content starts, counted from the start of the initrd.
    public let contentOffset: UInt64

    /// Octets of a header before the path.
    static let fixedLength = 110
    /// The longest path with its final zero that Linux takes (`PATH_MAX`).
    static let longestPath = 4096
    static let longest = fixedLength + longestPath
    static let trailer = "TRAILER!!!"

    /// Reads the header that `octets` begin with; they stand at `offset` of the initrd.
    init(_ octets: [UInt8], offset: UInt64) throws(InitramfsError) {
        guard octets.count >= Self.fixedLength else { throw .truncated(offset: offset) }
        let magic = octets.prefix(6)
        guard magic.elementsEqual("070701".utf8) || magic.elementsEqual("070702".utf8) else {
            throw .malformed(field: "magic", offset: offset)
        }
        func number(_ field: String, at index: Int) throws(InitramfsError) -> UInt32 {
            let start = 6 + 8 * index
            guard let number = Hexadecimal.octets(String(decoding: octets[start..<start + 8], as: UTF8.self))
            else {
                throw .malformed(field: field, offset: offset)
            }
            return number.reduce(0) { $0 << 8 | UInt32($1) }
        }
        mode = try number("mode", at: 1)
        size = try number("file size", at: 6)
        let pathLength = try number("name size", at: 11)
        guard (1...Self.longestPath).contains(Int(pathLength)) else {
            throw .malformed(field: "name size", offset: offset)
        }
        let end = Self.fixedLength + Int(pathLength)
        guard octets.count >= end else { throw .truncated(offset: offset) }
        guard octets[end - 1] == 0 else { throw .malformed(field: "name", offset: offset) }
        path = String(decoding: octets[Self.fixedLength..<end - 1], as: UTF8.self)
        contentOffset = Self.aligned(offset + UInt64(end))
    }

    /// Whether this ends the archive.
    var isTrailer: Bool { path == Self.trailer }
    /// Where the content ends.
    var end: UInt64 { contentOffset + UInt64(size) }
    /// Where the next header stands.
    var paddedEnd: UInt64 { Self.aligned(end) }

    static func aligned(_ offset: UInt64) -> UInt64 { (offset + 3) & ~3 }
}
