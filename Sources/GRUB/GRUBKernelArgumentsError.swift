/// An argument that GRUB would change on its way to the kernel.
public struct GRUBKernelArgumentsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The argument.
    public let word: String

    /// One sentence.
    public var description: String {
        "GRUB cannot hand the argument \(word) to a kernel unchanged: leave out quotes and backslashes, or boot this node with the loader ipxe"
    }
}
