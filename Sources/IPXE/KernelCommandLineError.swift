/// Why a text cannot be a kernel's command line, in words for an operator.
public enum KernelCommandLineError: Error, Hashable, Sendable {
    /// iPXE cannot hand this character to a kernel.
    case unrepresentable(argument: String, character: String)
    /// A double quote is not closed, so that the argument would swallow all that follows.
    case unclosedQuote(argument: String)
    /// Longer than `KernelCommandLine.longest` octets.
    case tooLong(length: Int)
    /// `init=` or `rdinit=` names a pattern, and nobody expands it.
    case pattern(argument: String)
    /// `init=` or `rdinit=` is not an absolute path.
    case notAPath(argument: String)
    /// A path in `/nix/store` whose first part is not a 32-digit hash and a name, or that ends there.
    case notAStorePath(argument: String)
}

extension KernelCommandLineError: CustomStringConvertible {
    /// What is wrong, with which argument.
    public var description: String {
        switch self {
        case .unrepresentable(let argument, let character):
            "kernel argument '\(argument)': iPXE cannot pass '\(character)' to a kernel; use printable ASCII without '${'"
        case .unclosedQuote(let argument):
            "kernel argument '\(argument)' has a double quote that is not closed"
        case .tooLong(let length):
            "the kernel's arguments have \(length) characters; a kernel keeps at most \(KernelCommandLine.longest)"
        case .pattern(let argument):
            """
            kernel argument '\(argument)' holds a pattern and can never boot: neither iPXE nor the kernel nor the \
            initrd expands it; give the full path from the builder's netboot.ipxe
            """
        case .notAPath(let argument):
            "kernel argument '\(argument)' does not name an absolute path"
        case .notAStorePath(let argument):
            """
            kernel argument '\(argument)' is no path below a Nix store object; it looks like \
            /nix/store/<32 characters>-<name>/init
            """
        }
    }
}
