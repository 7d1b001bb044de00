/// Kernel, initrd and command line: one unit, since an initrd with another build's `init=` path panics.
///
/// A class, because every answer about it holds it, and a copy is one reference.
public final class NetbootImage: Hashable, Sendable {
    /// Names the unit by content: SHA-256 over kernel digest, initrd digest and command line, 64 lower-case digits.
    public let version: String
    /// The kernel.
    public let kernel: ImageFile
    /// The initial RAM disk.
    public let initrd: ImageFile
    /// The kernel's arguments without `initrd=`, in the builder's order, separated by single spaces.
    public let commandLine: String
    /// What the kernel was built for.
    public let instructionSet: InstructionSet

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

    /// Whether everything about them is equal.
    public static func == (left: NetbootImage, right: NetbootImage) -> Bool {
        left === right
            || left.version == right.version && left.kernel == right.kernel && left.initrd == right.initrd
                && left.commandLine == right.commandLine && left.instructionSet == right.instructionSet
    }

    /// The version names the content.
    public func hash(into hasher: inout Hasher) { hasher.combine(version) }

    /// The file behind a part.
    public func file(_ part: ImagePart) -> ImageFile {
        switch part {
        case .kernel: kernel
        case .initrd: initrd
        }
    }
}
