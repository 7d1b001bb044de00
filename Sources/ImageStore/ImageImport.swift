import BootModel
import Crypto
import IPXE
import Initramfs
import NetTypes

/// One import: the checks of a builder's directory, and the copy into a directory that nobody uses yet.
struct ImageImport {
    /// An image in a directory of its own, complete and on the disk.
    struct Staged {
        let image: NetbootImage
        let warnings: [String]
    }

    let source: BuildOutput
    let options: ImportOptions

    /// The file every NixOS netboot initrd carries.
    private static let nixStore = "nix-store.squashfs"
    /// Above, machines need memory that many do not have; NixOS images are around 300 MB to 700 MB.
    private static let largeInitrd: UInt64 = 1 << 30
    /// Above, a kernel is probably something else, such as one with a built-in initrd.
    private static let largeKernel: UInt64 = 128 << 20

    /// Checks kernel and initrd, then copies them into `directory`.
    func stage(into directory: String, progress: (_ copied: UInt64, _ total: UInt64) -> Void) throws -> Staged
    {
        let kernel = try open(source.kernelPath)
        let initrd = try open(source.initrdPath)
        let kernelSize = try kernel.stamp().size
        let total = kernelSize + (try initrd.stamp().size)
        let header = try inspect(kernel: kernel)
        let layout = try inspect(initrd: initrd)

        let copy = FileCopy(search: TextSearch(Self.nixStore))
        let kernelCopy = try copy.run(from: kernel, to: "\(directory)/\(ImagePart.kernel.rawValue)") {
            progress($0, total)
        }
        let initrdCopy = try copy.run(from: initrd, to: "\(directory)/\(ImagePart.initrd.rawValue)") {
            progress(kernelSize + $0, total)
        }
        try Directory.synchronize(directory)
        try compareDigests(kernel: kernelCopy.file, initrd: initrdCopy.file)

        // Compressors leave what does not shrink as it is, and a squashfs is compressed already: its name shows in packed
        // segments too, as a rule. Where it does not, the image passes with a warning.
        let holdsNixStore = layout.contains(Self.nixStore) || initrdCopy.containsText
        guard source.commandLine.namesInit || !holdsNixStore else {
            throw ImageStoreError.noInit(path: source.initrdPath)
        }
        let image = try image(kernel: kernelCopy.file, initrd: initrdCopy.file, header)
        return Staged(image: image, warnings: warnings(about: image, header))
    }

    private func open(_ path: String) throws(ImageStoreError) -> File {
        let file = try File(reading: path)
        guard try file.isRegular() else { throw .notAFile(path: path) }
        return file
    }

    private func inspect(kernel: borrowing File) throws(ImageStoreError) -> KernelImage {
        let path = kernel.path
        let head = try kernel.read(at: 0, count: KernelImage.headLength)
        let header: KernelImage
        do throws(KernelImageError) {
            header = try KernelImage(head: head)
        } catch {
            throw .notAKernel(path: path, error)
        }
        if let wanted = options.instructionSet, wanted != header.instructionSet {
            throw .wrongInstructionSet(path: path, found: header.instructionSet, wanted: wanted)
        }
        let length = source.commandLine.text.utf8.count
        if let limit = header.commandLineLimit, length > limit - KernelCommandLine.reserved {
            throw .commandLineTooLong(length: length, limit: limit - KernelCommandLine.reserved, path: path)
        }
        return header
    }

    private func inspect(initrd: borrowing File) throws -> InitramfsLayout {
        do {
            return try InitramfsLayout(size: initrd.stamp().size) { try initrd.read(at: $0, count: $1) }
        } catch let error as InitramfsError {
            throw ImageStoreError.notAnInitrd(path: initrd.path, error)
        }
    }

    private func compareDigests(kernel: ImageFile, initrd: ImageFile) throws(ImageStoreError) {
        guard let path = options.digestList else { return }
        let octets = try File(reading: path).read(at: 0, count: DigestList.longest)
        guard let list = DigestList(String(decoding: octets, as: UTF8.self)) else {
            throw .digestList(path: path)
        }
        for (source, file) in [(source.kernelPath, kernel), (source.initrdPath, initrd)] {
            let name = source.split(separator: "/").last.map(String.init) ?? source
            guard let expected = list.digest(of: name) else { throw .digestMissing(name: name, list: path) }
            guard expected == file.sha256 else {
                throw .digestMismatch(path: source, expected: expected, actual: file.sha256)
            }
        }
    }

    private func image(
        kernel: ImageFile, initrd: ImageFile, _ header: KernelImage
    ) throws(CryptoError) -> NetbootImage {
        let commandLine = source.commandLine.text
        return NetbootImage(
            version: try ImageVersion.name(kernel: kernel, initrd: initrd, commandLine: commandLine),
            kernel: kernel,
            initrd: initrd, commandLine: commandLine, instructionSet: header.instructionSet)
    }

    private func warnings(about image: NetbootImage, _ header: KernelImage) -> [String] {
        var warnings: [String] = []
        if !source.commandLine.namesInit {
            warnings.append(
                "the kernel's arguments name neither init= nor rdinit=; a NixOS image cannot boot without one"
            )
        }
        if image.initrd.size > Self.largeInitrd {
            let needed = (3 * image.initrd.size >> 30) + 1
            warnings.append(
                "\(source.initrdPath) is large: machines need about \(needed) GiB of memory to boot it")
        }
        if image.kernel.size > Self.largeKernel {
            warnings.append("\(source.kernelPath) is unusually large: \(image.kernel.size >> 20) MiB")
        }
        if header.needsUEFI, image.instructionSet == .x86 {
            warnings.append(
                "\(source.kernelPath) is a UEFI program: machines that boot with a BIOS cannot start it")
        }
        return warnings
    }
}
