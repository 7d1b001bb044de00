/// Kernel, initrd and command line: one unit, since an initrd with another build's `init=` path panics.
public struct NetbootImage: Hashable, Sendable {
    /// Names the unit by content: SHA-256 over kernel digest, initrd digest and command line, 64 lower-case digits.
    public var version: String
    /// The kernel.
    public var kernel: ImageFile
    /// The initial RAM disk.
    public var initrd: ImageFile
    /// The kernel's arguments without `initrd=`, in the builder's order, separated by single spaces.
    public var commandLine: String
    /// What the kernel was built for.
    public var instructionSet: InstructionSet

    /// Describes an image.
    public init(
        version: String, kernel: ImageFile, initrd: ImageFile, commandLine: String,
        instructionSet: InstructionSet
    ) {
        self.version = version
        self.kernel = kernel
        self.initrd = initrd
        self.commandLine = commandLine
        self.instructionSet = instructionSet
    }

    /// The file behind a part.
    public func file(_ part: ImagePart) -> ImageFile {
        switch part {
        case .kernel: kernel
        case .initrd: initrd
        }
    }
}
