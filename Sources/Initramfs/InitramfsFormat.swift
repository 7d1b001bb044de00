/// How a segment of an initrd is packed; the ones Linux unpacks (`lib/decompress.c`, `init/initramfs.c`).
public enum InitramfsFormat: String, Hashable, Sendable, CaseIterable {
    /// An uncompressed `newc` cpio archive.
    case cpio
    /// gzip (RFC 1952).
    case gzip
    /// bzip2.
    case bzip2
    /// LZMA, the older stand-alone format.
    case lzma
    /// xz with CRC32 or no check.
    case xz
    /// LZO.
    case lzo
    /// lz4's legacy frames (`lz4 -l`).
    case lz4
    /// Zstandard (RFC 8878).
    case zstd

    /// Octets `init(head:)` needs to tell every format.
    static let headLength = 8

    /// Tells the format from a segment's first octets, or refuses what Linux cannot unpack.
    init(head: some Collection<UInt8>, offset: UInt64) throws(InitramfsError) {
        let head = Array(head.prefix(Self.headLength))
        if head.starts(with: Self.lz4Frame) { throw .unsupportedPacking(.lz4Frames, offset: offset) }
        guard let format = Self.magics.first(where: { head.starts(with: $0.magic) })?.format else {
            throw .unknownFormat(head: head, offset: offset)
        }
        // The kernel's decoder knows check types 0 (none) and 1 (CRC32) only; the xz program's default is CRC64.
        if format == .xz, head.count < 8 || head[7] > 1 {
            throw .unsupportedPacking(.xzCheck, offset: offset)
        }
        self = format
    }

    private static let lz4Frame: [UInt8] = [0x04, 0x22, 0x4D, 0x18]

    private static let magics: [(magic: [UInt8], format: InitramfsFormat)] = [
        (Array("070701".utf8), .cpio),
        (Array("070702".utf8), .cpio),
        ([0x1F, 0x8B, 0x08], .gzip),
        (Array("BZh".utf8), .bzip2),
        ([0x5D, 0x00, 0x00], .lzma),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .xz),
        ([0x89, 0x4C, 0x5A, 0x4F], .lzo),
        ([0x02, 0x21, 0x4C, 0x18], .lz4),
        ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
    ]
}
