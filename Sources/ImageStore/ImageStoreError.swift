public import BootModel
public import IPXE
public import Initramfs

/// Why an image cannot be imported or used, in words for an operator.
public enum ImageStoreError: Error, Hashable, Sendable {
    /// None of the names is in the directory.
    case missing(ImagePart, names: [String], directory: String, contents: [String])
    /// A directory or device stands where a file should be.
    case notAFile(path: String)
    /// The kernel's file is none.
    case notAKernel(path: String, KernelImageError)
    /// The initrd's file is none.
    case notAnInitrd(path: String, InitramfsError)
    /// The kernel is for another machine than the operator said.
    case wrongInstructionSet(path: String, found: InstructionSet, wanted: InstructionSet)
    /// The builder's script cannot be used.
    case script(path: String, NetbootScriptError)
    /// The arguments that were given or read cannot be used.
    case commandLine(origin: String, KernelCommandLineError)
    /// The kernel takes fewer octets of arguments.
    case commandLineTooLong(length: Int, limit: Int, path: String)
    /// Nothing in the directory says what the kernel's arguments are.
    case noCommandLine(directory: String)
    /// The initrd holds a Nix store, and without `init=` nothing in it is ever started.
    case noInit(path: String)
    /// The list of digests cannot be read.
    case digestList(path: String)
    /// The list of digests does not have the file.
    case digestMissing(name: String, list: String)
    /// The content is not what the list of digests says.
    case digestMismatch(path: String, expected: String, actual: String)
    /// The file changed while it was copied.
    case changed(path: String)
    /// Another process imports or removes images.
    case busy
    /// The store's copy is not what it was when it was imported.
    case damaged(path: String)
    /// The system refused.
    case system(action: String, errno: Int32)
}

extension ImageStoreError: CustomStringConvertible {
    /// What was wrong, with which value, and what to do.
    public var description: String {
        switch self {
        case .missing(let part, let names, let directory, let contents):
            missingFile(part, names: names, directory: directory, contents: contents)
        case .notAFile(let path): "\(path) is not a file"
        case .notAKernel(let path, let error): "\(path) is not a kernel: \(error)"
        case .notAnInitrd(let path, let error): "\(path) is not an initrd: \(error)"
        case .wrongInstructionSet(let path, let found, let wanted):
            "\(path) is a kernel for \(found.rawValue), not for \(wanted.rawValue)"
        case .script(let path, let error): "\(path): \(error)"
        case .commandLine(let origin, let error): "\(origin): \(error)"
        case .commandLineTooLong(let length, let limit, let path):
            "the kernel's arguments have \(length) characters; \(path) takes at most \(limit)"
        case .noCommandLine(let directory):
            """
            nothing in \(directory) says what the kernel's arguments are: there is neither netboot.ipxe nor an init link \
            with kernel-params; give the command line with --cmdline
            """
        case .noInit(let path):
            """
            \(path) holds a Nix store, but the kernel's arguments name no init=; copy them from the builder's \
            netboot.ipxe
            """
        case .digestList(let path): "\(path) is not a list of SHA-256 digests as sha256sum writes it"
        case .digestMissing(let name, let list): "\(list) has no digest of \(name)"
        case .digestMismatch(let path, let expected, let actual):
            "\(path) has the SHA-256 digest \(actual), not \(expected) as listed"
        case .changed(let path): "\(path) changed while it was copied; import again when its builder is done"
        case .busy: "another import is running; try again when it is done"
        case .damaged(let path): "\(path) is damaged or gone; import the image again"
        case .system(let action, let errno): "cannot \(action): \(SystemCall.text(of: errno))"
        }
    }

    private func missingFile(
        _ part: ImagePart, names: [String], directory: String, contents: [String]
    ) -> String {
        let what = part == .kernel ? "kernel" : "initrd"
        let found = contents.isEmpty ? "it is empty" : "it has \(contents.prefix(10).joined(separator: ", "))"
        return "\(directory) has no \(what) (\(names.joined(separator: ", "))); \(found)"
    }
}
