/// Why an entry cannot be written into a `newc` archive.
public enum CPIOWriterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path is empty, absolute, too long, climbs with `..`, or is the trailer's.
    case path(String)
    /// The content has 4 GiB or more.
    case size(String)

    /// What is wrong, with the path.
    public var description: String {
        switch self {
        case .path(let path): "'\(path)' cannot be a path in an initrd; use a relative one without '..'"
        case .size(let path): "'\(path)' is too large for an initrd: the format ends at 4 GiB"
        }
    }
}
