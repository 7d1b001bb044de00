/// One file of a netboot image, named by its content.
public struct ImageFile: Hashable, Sendable {
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Length in octets.
    public var size: UInt64

    /// Describes a file.
    public init(sha256: String, size: UInt64) {
        self.sha256 = sha256
        self.size = size
    }
}
