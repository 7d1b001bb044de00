import Foundation

/// How much a file system still takes.
enum FileSystemSpace {
    /// Less is no room: SQLite makes its -shm file in steps of 32 KiB, and a commit needs a few pages.
    private static let smallest: UInt64 = 64 << 10

    /// Whether the file system that a path is on has no room, or no free inode.
    static func isExhausted(at path: String) -> Bool {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return false }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize) < smallest
            || (facts.f_files > 0 && facts.f_favail == 0)
    }
}
