import NetTypes

/// Writes a `newc` cpio archive that Linux takes as a segment of an initrd.
///
/// Directories are not made by themselves: Linux skips a file whose directory is missing. Everything belongs to root and
/// carries one time, so that equal content gives equal octets.
public struct CPIOWriter: Sendable {
    private var octets: [UInt8] = []
    private var inode: UInt32 = 0
    private let modified: UInt32

    /// Starts an archive; `modified` is every entry's time in seconds since 1970.
    public init(modified: UInt32 = 0) { self.modified = modified }

    /// Adds a regular file of less than 4 GiB, the format's limit.
    public mutating func addFile(
        _ path: String, content: some Collection<UInt8>, permissions: UInt32 = 0o644
    ) throws(CPIOWriterError) {
        try add(path, mode: FileType.regular | permissions & 0o7777, content: content)
    }

    /// Adds a directory.
    public mutating func addDirectory(_ path: String, permissions: UInt32 = 0o755) throws(CPIOWriterError) {
        try add(path, mode: FileType.directory | permissions & 0o7777, content: [])
    }

    /// Adds a symbolic link to `target`.
    public mutating func addSymbolicLink(_ path: String, target: String) throws(CPIOWriterError) {
        try add(path, mode: FileType.symbolicLink | 0o777, content: Array(target.utf8))
    }

    /// The whole archive: a multiple of four octets, so that another may follow.
    public func finished() -> [UInt8] {
        var archive = self
        archive.append(path: CPIOHeader.trailer, mode: 0, inode: 0, content: [])
        return archive.octets
    }

    private enum FileType {
        static let regular: UInt32 = 0o100000
        static let directory: UInt32 = 0o040000
        static let symbolicLink: UInt32 = 0o120000
    }

    private mutating func add(_ path: String, mode: UInt32, content: some Collection<UInt8>)
        throws(CPIOWriterError)
    {
        let isRelative =
            !path.hasPrefix("/")
            && !path.split(separator: "/", omittingEmptySubsequences: false).contains("..")
        guard isRelative, !path.isEmpty, !path.utf8.contains(0), path.utf8.count < CPIOHeader.longestPath,
            path != CPIOHeader.trailer
        else { throw .path(path) }
        guard content.count <= UInt32.max else { throw .size(path) }
        inode += 1
        append(path: path, mode: mode, inode: inode, content: content)
    }

    private mutating func append(path: String, mode: UInt32, inode: UInt32, content: some Collection<UInt8>) {
        let name = Array(path.utf8) + [0]
        // Inode, mode, owner, group, links, time, size, four device numbers, length of the name, checksum.
        let fields: [UInt32] = [
            inode, mode, 0, 0, 1, modified, UInt32(content.count), 0, 0, 0, 0, UInt32(name.count), 0,
        ]
        octets += "070701".utf8
        for field in fields {
            for shift in stride(from: 24, through: 0, by: -8) {
                octets += Hexadecimal.text(UInt8(truncatingIfNeeded: field >> UInt32(shift))).utf8
            }
        }
        octets += name
        align()
        octets += content
        align()
    }

    private mutating func align() {
        octets += repeatElement(0, count: Int(CPIOHeader.aligned(UInt64(octets.count))) - octets.count)
    }
}
