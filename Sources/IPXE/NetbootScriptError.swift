/// Why an image builder's script cannot be used, with the line.
public struct NetbootScriptError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The first line is not `#!ipxe`.
        case notAScript
        /// No line starts with `kernel`.
        case noKernel
        /// A second `kernel` line: which one a machine runs is decided while the script runs.
        case severalKernels
        /// A second `initrd` line; an image has one initrd.
        case severalInitrds
        /// An `imgargs` line changes the arguments.
        case argumentsElsewhere
        /// An argument needs an iPXE setting other than `${cmdline}`.
        case setting(String)
        /// The arguments are not a command line.
        case commandLine(KernelCommandLineError)
    }

    /// The line, counted from 1; nil when it is about the whole script.
    public let line: Int?
    /// What is wrong.
    public let reason: Reason

    init(line: Int?, _ reason: Reason) {
        self.line = line
        self.reason = reason
    }
}

extension NetbootScriptError: CustomStringConvertible {
    /// The line and what is wrong with it.
    public var description: String { (line.map { "line \($0): " } ?? "") + reason.description }
}

extension NetbootScriptError.Reason: CustomStringConvertible {
    /// What is wrong, without the line.
    public var description: String {
        switch self {
        case .notAScript: "not an iPXE script: the first line is not #!ipxe"
        case .noKernel: "no line starts with 'kernel'"
        case .severalKernels: "a second 'kernel' line; an image has one kernel"
        case .severalInitrds: "a second 'initrd' line; join the files into one initrd"
        case .argumentsElsewhere:
            "'imgargs' changes the kernel's arguments; put them all on the 'kernel' line"
        case .setting(let word): "'\(word)' needs an iPXE setting; only ${cmdline} is understood"
        case .commandLine(let error): error.description
        }
    }
}
