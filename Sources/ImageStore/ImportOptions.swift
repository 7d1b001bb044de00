public import BootModel

/// What an operator says about an import beyond its directory.
public struct ImportOptions: Hashable, Sendable {
    /// The kernel's arguments, instead of what the directory says; empty for none.
    public var commandLine: String?
    /// The machine the image must be for; nil takes any.
    public var instructionSet: InstructionSet?
    /// A file as `sha256sum` writes it, that lists the digests of kernel and initrd.
    public var digestList: String?

    /// Asks for an import; the defaults take the directory as it is.
    public init(commandLine: String? = nil, instructionSet: InstructionSet? = nil, digestList: String? = nil)
    {
        self.commandLine = commandLine
        self.instructionSet = instructionSet
        self.digestList = digestList
    }
}
