/// The files of a netboot image that machines fetch.
public enum ImagePart: String, Hashable, Sendable, CaseIterable {
    /// The kernel; called `bzImage` on every architecture, as the image builder's guide has it.
    case kernel = "bzImage"
    /// The initial RAM disk.
    case initrd
}
