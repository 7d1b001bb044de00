import BootModel
import IPXE

/// An image builder's directory: which file is what, and the kernel's arguments.
struct BuildOutput {
    let kernelPath: String
    let initrdPath: String
    let commandLine: KernelCommandLine

    private static let scriptName = "netboot.ipxe"
    private static let kernelNames = ["bzImage", "Image", "kernel", "vmlinuz"]
    private static let initrdNames = ["initrd", "initrd.img"]
    /// More than any builder writes; a longer one is something else.
    private static let longestText = 1 << 20

    /// Looks through `directory`; `override` replaces the arguments it says.
    init(directory: String, commandLine override: String?) throws(ImageStoreError) {
        let names = try Directory.names(in: directory)
        let script =
            try names.contains(Self.scriptName) ? Self.script(in: directory, isNeeded: override == nil) : nil
        func find(_ part: ImagePart, named: String?, usual: [String]) throws(ImageStoreError) -> String {
            // Only a plain name is a file of this directory; a script may also name a URL.
            let preferred = named.flatMap { $0.contains("/") ? nil : $0 }
            let candidates = [preferred].compactMap { $0 } + usual.filter { $0 != preferred }
            guard let name = candidates.first(where: names.contains) else {
                throw .missing(part, names: candidates, directory: directory, contents: names)
            }
            return "\(directory)/\(name)"
        }
        kernelPath = try find(.kernel, named: script?.kernel, usual: Self.kernelNames)
        initrdPath = try find(.initrd, named: script?.initrd, usual: Self.initrdNames)
        if let override {
            commandLine = try Self.parse("the given command line") { () throws(KernelCommandLineError) in
                try KernelCommandLine(override)
            }
        } else if let script {
            commandLine = script.commandLine
        } else {
            commandLine = try Self.linkedCommandLine(in: directory)
        }
    }

    /// Reads `netboot.ipxe`; one that cannot be read matters only when its arguments do.
    private static func script(in directory: String, isNeeded: Bool) throws(ImageStoreError) -> NetbootScript?
    {
        let path = "\(directory)/\(scriptName)"
        let text = try text(of: path)
        do throws(NetbootScriptError) {
            return try NetbootScript(text)
        } catch {
            guard isNeeded else { return nil }
            throw .script(path: path, error)
        }
    }

    /// Reads the `init` link and `kernel-params` of nixos-images.
    ///
    /// The link is not followed: it names a path of the machine to be booted.
    private static func linkedCommandLine(in directory: String) throws(ImageStoreError) -> KernelCommandLine {
        let path = "\(directory)/kernel-params"
        guard let link = Directory.linkText("\(directory)/init"), let parameters = try? text(of: path) else {
            throw .noCommandLine(directory: directory)
        }
        return try parse(path) { () throws(KernelCommandLineError) in
            try KernelCommandLine(kernelParameters: parameters, initLink: link)
        }
    }

    private static func parse(
        _ origin: String, _ parse: () throws(KernelCommandLineError) -> KernelCommandLine
    ) throws(ImageStoreError) -> KernelCommandLine {
        do throws(KernelCommandLineError) {
            return try parse()
        } catch {
            throw .commandLine(origin: origin, error)
        }
    }

    private static func text(of path: String) throws(ImageStoreError) -> String {
        String(decoding: try File(reading: path).read(at: 0, count: longestText), as: UTF8.self)
    }
}
