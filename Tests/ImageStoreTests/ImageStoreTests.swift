import BootModel
import Crypto
import Foundation
import IPXE
import Testing

@testable import ImageStore

struct ImageStoreTests {
    @Test func `an import copies both files and names the version by content`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        var last: (UInt64, UInt64) = (0, 1)
        let imported = try store.importImage(from: build.directory) { copied, total in
            #expect(copied <= total)
            last = (copied, total)
        }
        let image = imported.image
        #expect(!imported.alreadyPresent)
        #expect(imported.warnings.isEmpty)
        #expect(image.commandLine == "\(SampleBuild.storeInit) quiet")
        #expect(image.instructionSet == .x86)
        #expect(image.kernel.size == 20_000)
        #expect(last == (image.kernel.size + image.initrd.size, image.kernel.size + image.initrd.size))
        for part in ImagePart.allCases {
            let copy = try Data(
                contentsOf: URL(fileURLWithPath: store.path(version: image.version, part: part)))
            let source = try Data(contentsOf: URL(fileURLWithPath: build.path(part.rawValue)))
            #expect(copy == source)
            #expect(try SHA256.hex(of: source) == image.file(part).sha256)
        }
        let unit = "\(image.kernel.sha256)\n\(image.initrd.sha256)\n\(image.commandLine)\n"
        #expect(try SHA256.hex(of: unit.utf8) == image.version)
        #expect(try store.versions() == [image.version])
        #expect(build.storeContents().count == 3)
    }

    @Test func `the same image is imported once, another command line is another version`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        let first = try store.importImage(from: build.directory)
        let second = try store.importImage(from: build.directory)
        #expect(second.alreadyPresent)
        #expect(second.image == first.image)
        let third = try store.importImage(
            from: build.directory, options: ImportOptions(commandLine: "init=/sbin/init debug"))
        #expect(third.image.version != first.image.version)
        #expect(third.image.commandLine == "init=/sbin/init debug")
        #expect(try store.versions().count == 2)
    }

    @Test(arguments: ["bzImage", "initrd"])
    func `a damaged version is found and replaced by the next import`(name: String) throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        let image = try store.importImage(from: build.directory).image
        try store.verify(image)
        let path = "\(build.store)/\(image.version)/\(name)"
        var octets = try Data(contentsOf: URL(fileURLWithPath: path))
        octets[100] ^= 1
        try octets.write(to: URL(fileURLWithPath: path))
        #expect(throws: ImageStoreError.damaged(path: path)) { try store.verify(image) }
        #expect(try !store.importImage(from: build.directory).alreadyPresent)
        try store.verify(image)
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: ImageStoreError.damaged(path: path)) { try store.verify(image) }
        #expect(build.storeContents().count == 2)
    }

    @Test func `what a killed import left is no version and goes with the next import`() throws {
        let build = try SampleBuild()
        let abandoned = build.store + "/.import-0123"
        try FileManager.default.createDirectory(atPath: abandoned, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(fileURLWithPath: abandoned + "/bzImage"))
        let store = ImageStore(directory: build.store)
        #expect(try store.versions().isEmpty)
        let image = try store.importImage(from: build.directory).image
        #expect(
            build.storeContents() == [image.version, "\(image.version)/bzImage", "\(image.version)/initrd"])
    }

    @Test func `a failed import leaves nothing behind`() throws {
        let build = try SampleBuild(
            arguments: "quiet", initrd: SampleBuild.archive(["nix-store.squashfs": "hsqs"]))
        #expect(throws: ImageStoreError.noInit(path: build.path("initrd"))) {
            try ImageStore(directory: build.store).importImage(from: build.directory)
        }
        #expect(build.storeContents().isEmpty)
    }

    @Test func `a source that changes while it is copied is refused`() throws {
        let build = try SampleBuild()
        #expect(throws: ImageStoreError.changed(path: build.path("initrd"))) {
            try ImageStore(directory: build.store).importImage(from: build.directory) { copied, total in
                if copied == total { try? build.write("initrd", [1, 2, 3]) }
            }
        }
        #expect(build.storeContents().isEmpty)
    }

    @Test func `two imports do not run at once`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        var second: ImageStoreError?
        _ = try store.importImage(from: build.directory) { _, _ in
            do { _ = try store.importImage(from: build.directory) } catch {
                second = error as? ImageStoreError
            }
        }
        #expect(second == .busy)
    }

    @Test func `a removed version is gone, and removing it again is fine`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        let image = try store.importImage(from: build.directory).image
        try store.remove(version: image.version)
        #expect(try store.versions().isEmpty)
        #expect(build.storeContents().isEmpty)
        try store.remove(version: image.version)
    }

    @Test func `an empty store has no versions`() throws {
        #expect(try ImageStore(directory: "/nonexistent/images").versions().isEmpty)
    }
}
