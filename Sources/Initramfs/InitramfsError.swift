import NetTypes

/// Why content is not an initrd that Linux would unpack.
public enum InitramfsError: Error, Hashable, Sendable {
    /// A packing whose format Linux knows in another variant only.
    public enum Packing: Hashable, Sendable {
        /// lz4 frames instead of the legacy format.
        case lz4Frames
        /// xz with another check than CRC32.
        case xzCheck
    }

    /// There is nothing in it.
    case empty
    /// No known format begins like this.
    case unknownFormat(head: [UInt8], offset: UInt64)
    /// A variant of a known format that Linux does not unpack.
    case unsupportedPacking(Packing, offset: UInt64)
    /// The content ends inside an archive.
    case truncated(offset: UInt64)
    /// A header of an archive is damaged.
    case malformed(field: String, offset: UInt64)
    /// An uncompressed archive does not start at a multiple of four octets: Linux would skip it and boot on.
    case misaligned(offset: UInt64)
    /// More entries than `InitramfsLayout.entryLimit`.
    case tooManyEntries
}

extension InitramfsError: CustomStringConvertible {
    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .empty:
            "it is empty"
        case .unknownFormat(let head, let offset):
            """
            at octet \(offset) it is neither a cpio archive nor packed with gzip, bzip2, lzma, xz, lzo, lz4 or zstd; \
            it begins with \(head.map(Hexadecimal.text).joined(separator: " "))
            """
        case .unsupportedPacking(.lz4Frames, let offset):
            "at octet \(offset) it is packed in lz4's frame format; Linux unpacks only the legacy format (lz4 -l)"
        case .unsupportedPacking(.xzCheck, let offset):
            "at octet \(offset) it is packed by xz with a check that Linux cannot verify; use xz --check=crc32"
        case .truncated(let offset):
            "it ends in the middle of a cpio archive, after octet \(offset)"
        case .malformed(let field, let offset):
            "the cpio header at octet \(offset) has an invalid \(field)"
        case .misaligned(let offset):
            "the cpio archive at octet \(offset) does not start at a multiple of 4; Linux would boot without it"
        case .tooManyEntries:
            "its cpio archives have more than \(InitramfsLayout.entryLimit) entries"
        }
    }
}
