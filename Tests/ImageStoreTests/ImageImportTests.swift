import BootModel
import Crypto
import Foundation
import IPXE
import Initramfs
import Testing

@testable import ImageStore

struct ImageImportTests {
    private func importing(_ build: SampleBuild, _ options: ImportOptions = ImportOptions()) throws
        -> ImportedImage
    {
        try ImageStore(directory: build.store).importImage(from: build.directory, options: options)
    }

    private func refusal(_ build: SampleBuild, _ options: ImportOptions = ImportOptions()) -> ImageStoreError?
    {
        #expect(throws: ImageStoreError.self) { try importing(build, options) }
    }

    @Test func `a missing file is named with what is there instead`() throws {
        let build = try SampleBuild()
        try build.remove("bzImage")
        let error = refusal(build)
        #expect(
            error?.description
                == "\(build.directory) has no kernel (bzImage, Image, kernel, vmlinuz); it has initrd, netboot.ipxe"
        )
    }

    @Test(.timeLimit(.minutes(15)), arguments: ["bzImage", "initrd"])
    func `a FIFO is no file, and nobody waits for it`(name: String) throws {
        let build = try SampleBuild()
        try build.remove(name)
        #expect(mkfifo(build.path(name), 0o600) == 0)
        #expect(refusal(build) == .notAFile(path: build.path(name)))
    }

    @Test func `a missing directory is named`() {
        let error = #expect(throws: ImageStoreError.self) {
            try ImageStore(directory: "/tmp").importImage(from: "/nonexistent")
        }
        #expect(error?.description == "cannot list /nonexistent: No such file or directory")
    }

    @Test func `the script names the files`() throws {
        let build = try SampleBuild()
        let other = try SHA256.hex(of: SampleBuild.bzImage(version: 0x0210))
        for name in ["linux", "vmlinuz"] {
            try build.write(name, SampleBuild.bzImage(version: 0x0210))
            try build.write("netboot.ipxe", "#!ipxe\nkernel \(name) init=/i\ninitrd initrd")
            #expect(try importing(build).image.kernel.sha256 == other)
        }
        try build.write("netboot.ipxe", "#!ipxe\nkernel http://example.org/linux init=/i\ninitrd initrd")
        #expect(try importing(build).image.kernel.sha256 != other)
    }

    @Test func `without a script the init link and kernel-params are taken, and the link is not followed`()
        throws
    {
        let build = try SampleBuild()
        try build.remove("netboot.ipxe")
        #expect(refusal(build) == .noCommandLine(directory: build.directory))
        #expect(refusal(build)?.description.hasSuffix("give the command line with --cmdline") == true)
        try build.write("kernel-params", "console=ttyS0 quiet\n")
        #expect(refusal(build) == .noCommandLine(directory: build.directory))
        try FileManager.default.createSymbolicLink(
            atPath: build.path("init"), withDestinationPath: String(SampleBuild.storeInit.dropFirst(5)))
        #expect(try importing(build).image.commandLine == "\(SampleBuild.storeInit) console=ttyS0 quiet")
    }

    @Test func `files behind links are taken`() throws {
        let build = try SampleBuild()
        try FileManager.default.moveItem(atPath: build.path("bzImage"), toPath: build.path("real"))
        try FileManager.default.createSymbolicLink(atPath: build.path("bzImage"), withDestinationPath: "real")
        #expect(try importing(build).image.kernel.size == 20_000)
    }

    @Test func `a pattern for init is refused with the line, and an override helps`() throws {
        let build = try SampleBuild(arguments: "init=/nix/store/*/init")
        let error = refusal(build)
        #expect(error?.description.hasPrefix("\(build.path("netboot.ipxe")): line 2: ") == true)
        #expect(error?.description.contains("can never boot") == true)
        #expect(try importing(build, ImportOptions(commandLine: SampleBuild.storeInit)).warnings.isEmpty)
        #expect(
            refusal(build, ImportOptions(commandLine: "a=\"b"))
                == .commandLine(origin: "the given command line", .unclosedQuote(argument: "a=\"b")))
    }

    @Test func `no init is a warning, and a refusal when the image holds a Nix store`() throws {
        let plain = try SampleBuild(arguments: "quiet")
        let warnings = try importing(plain).warnings
        #expect(warnings.count == 1 && warnings[0].contains("neither init= nor rdinit="))
        let nix = try SampleBuild(
            arguments: "quiet", initrd: SampleBuild.archive(["nix-store.squashfs": "hsqs"]))
        #expect(refusal(nix) == .noInit(path: nix.path("initrd")))
        let rdinit = try SampleBuild(
            arguments: "rdinit=/init", initrd: SampleBuild.archive(["nix-store.squashfs": "hsqs"]))
        #expect(try importing(rdinit).warnings.isEmpty)
    }

    @Test func `a Nix store shows through zstd, also behind another segment`() async throws {
        var generator = SystemRandomNumberGenerator()
        let squashfs =
            Array("hsqs".utf8) + (0..<400_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var writer = CPIOWriter()
        try writer.addFile("nix-store.squashfs", content: squashfs)
        let first = try await SampleBuild.packed(
            SampleBuild.archive(["init": "x"]), by: "/usr/bin/zstd", ["-c"])
        let second = try await SampleBuild.packed(writer.finished(), by: "/usr/bin/zstd", ["-c", "-19"])
        let build = try SampleBuild(arguments: "quiet", initrd: first + second)
        #expect(refusal(build) == .noInit(path: build.path("initrd")))
    }

    @Test(arguments: [
        ("/usr/bin/zstd", ["-c"]), ("/usr/bin/gzip", ["-c"]), ("/usr/bin/xz", ["-c", "--check=crc32"]),
    ])
    func `what the packers write is an initrd`(program: String, arguments: [String]) async throws {
        let packed = try await SampleBuild.packed(SampleBuild.archive(["init": "x"]), by: program, arguments)
        #expect(try importing(SampleBuild(initrd: packed)).image.initrd.size == UInt64(packed.count))
    }

    @Test func `xz with its default check is refused`() async throws {
        let packed = try await SampleBuild.packed(
            SampleBuild.archive(["init": "x"]), by: "/usr/bin/xz", ["-c"])
        let build = try SampleBuild(initrd: packed)
        #expect(
            refusal(build)
                == .notAnInitrd(path: build.path("initrd"), .unsupportedPacking(.xzCheck, offset: 0)))
    }

    @Test func `kernel and initrd in each other's place are refused`() throws {
        let build = try SampleBuild()
        try build.write("initrd", SampleBuild.bzImage())
        #expect(
            refusal(build)?.description.contains("initrd is not an initrd: at octet 0 it is neither") == true)
        try build.write("bzImage", SampleBuild.archive(["init": "x"]))
        #expect(refusal(build) == .notAKernel(path: build.path("bzImage"), .unknown))
    }

    @Test func `the machine must be the one that was asked for`() throws {
        let build = try SampleBuild()
        #expect(try importing(build, ImportOptions(instructionSet: .x86)).image.instructionSet == .x86)
        #expect(
            refusal(build, ImportOptions(instructionSet: .arm64))
                == .wrongInstructionSet(path: build.path("bzImage"), found: .x86, wanted: .arm64))
    }

    @Test func `a kernel's own limit of arguments is kept`() throws {
        let build = try SampleBuild(arguments: "init=/i " + String(repeating: "x", count: 230))
        try build.write("bzImage", SampleBuild.bzImage(commandLineLimit: 255))
        #expect(
            refusal(build)
                == .commandLineTooLong(
                    length: 238, limit: 255 - KernelCommandLine.reserved, path: build.path("bzImage")))
    }

    @Test func `a list of digests must match`() throws {
        let build = try SampleBuild()
        let list = build.path("SHA256SUMS")
        let kernel = try SHA256.hex(of: SampleBuild.bzImage())
        let initrd = try SHA256.hex(of: SampleBuild.archive(["init": "#!/bin/sh"]))
        let options = ImportOptions(digestList: list)
        #expect(refusal(build, options) == .system(action: "open \(list)", errno: ENOENT))
        try build.write("SHA256SUMS", "nonsense\n")
        #expect(refusal(build, options) == .digestList(path: list))
        try build.write("SHA256SUMS", "\(kernel)  ./bzImage\n")
        #expect(refusal(build, options) == .digestMissing(name: "initrd", list: list))
        try build.write("SHA256SUMS", "\(kernel)  bzImage\n\(kernel) *initrd\n")
        #expect(
            refusal(build, options)
                == .digestMismatch(path: build.path("initrd"), expected: kernel, actual: initrd))
        #expect(build.storeContents().isEmpty)
        try build.write("SHA256SUMS", "\(kernel)  bzImage\n\(initrd.uppercased()) *initrd\n\n")
        #expect(try importing(build, options).image.kernel.sha256 == kernel)
    }

    @Test(arguments: [
        ("abab", "xababab", true), ("abab", "abaab", false), ("a", "xxa", true), ("abab", "aba", false),
        ("aab", "aaaaab", true), ("abcab", "abcaabcab", true), ("ab", "", false),
    ])
    func `a text is found wherever it stands`(text: String, content: String, isThere: Bool) {
        let octets = Array(content.utf8)
        #expect(octets.withUnsafeBytes { TextSearch(text).matches(in: $0) } == isThere)
    }

    @Test func `a text across two chunks is found`() throws {
        let build = try SampleBuild()
        for start in [(1 << 20) - 18, (1 << 20) - 9, (1 << 20) - 1, 1 << 20, (2 << 20) - 5] {
            var octets = [UInt8](repeating: UInt8(ascii: "n"), count: (2 << 20) + 100)
            octets.replaceSubrange(start..<start + 18, with: "nix-store.squashfs".utf8)
            try build.write("blob", octets)
            let result = try FileCopy(search: TextSearch("nix-store.squashfs")).run(
                from: File(reading: build.path("blob")), to: build.path("copy-\(start)")
            ) { _ in }
            #expect(result.containsText, "at \(start)")
            #expect(try result.file.sha256 == SHA256.hex(of: octets))
        }
    }
}
