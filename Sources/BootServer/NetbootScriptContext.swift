public import IPXE

/// The values of a script that boots one profile.
public struct NetbootScriptContext: Hashable, Sendable {
    /// The machine's name, as its console shows it.
    public var node: String
    /// The profile's name, as the console shows it.
    public var profile: String
    /// Where the kernel is, absolute.
    public var kernelURL: String
    /// Where the initrd is, absolute.
    public var initrdURL: String
    /// The kernel's arguments, without `initrd=`.
    public var commandLine: KernelCommandLine
    /// The distribution's shim that starts the kernel under Secure Boot, absolute; nil for none.
    public var shimURL: String?

    /// Describes a boot.
    public init(
        node: String, profile: String, kernelURL: String, initrdURL: String, commandLine: KernelCommandLine,
        shimURL: String? = nil
    ) {
        self.node = node
        self.profile = profile
        self.kernelURL = kernelURL
        self.initrdURL = initrdURL
        self.commandLine = commandLine
        self.shimURL = shimURL
    }
}
