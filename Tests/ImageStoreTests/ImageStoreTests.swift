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

    @Test func `what a killed import left can be removed, what a running one writes cannot`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        try store.removeAbandonedImports()
        var whileRunning: [String] = []
        let image = try store.importImage(from: build.directory) { _, _ in
            try? store.removeAbandonedImports()
            whileRunning = build.storeContents()
        }.image
        #expect(whileRunning.contains { $0.hasPrefix(".import-") })
        let abandoned = build.store + "/.import-0123"
        try FileManager.default.createDirectory(atPath: abandoned, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(fileURLWithPath: abandoned + "/bzImage"))
        try store.removeAbandonedImports()
        #expect(
            build.storeContents() == [image.version, "\(image.version)/bzImage", "\(image.version)/initrd"])
    }

    @Test func `an image without its files, or with cut ones, is not complete`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        let image = try store.importImage(from: build.directory).image
        #expect(store.isComplete(image))
        let path = "\(build.store)/\(image.version)/initrd"
        try Data("cut".utf8).write(to: URL(fileURLWithPath: path))
        #expect(!store.isComplete(image))
        try FileManager.default.removeItem(atPath: path)
        #expect(!store.isComplete(image))
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

    @Test func `versions without a reference go, the others stay`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        let kept = try store.importImage(from: build.directory).image.version
        let other = try store.importImage(
            from: build.directory, options: ImportOptions(commandLine: "init=/sbin/init")
        ).image.version
        var references: Set = [kept, other]
        try store.removeVersions(unless: { references.contains($0) }) { references.remove(other) }
        #expect(try store.versions() == [kept])
        try store.removeVersions(unless: { references.contains($0) }) { references.remove(kept) }
        #expect(build.storeContents().isEmpty)
    }

    @Test func `a version that a crash left without a reference goes with the next import`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        let orphan = try store.importImage(from: build.directory).image.version
        var references: Set<String> = []
        let next = try store.importImage(
            from: build.directory, options: ImportOptions(commandLine: "init=/sbin/init"),
            isReferenced: { references.contains($0) }, commit: { references.insert($0.image.version) })
        #expect(next.image.version != orphan)
        #expect(try store.versions() == [next.image.version])
    }

    @Test func `a version whose reference cannot be recorded does not stay`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        #expect(throws: ImageStoreError.busy) {
            try store.importImage(
                from: build.directory, isReferenced: { _ in false },
                commit: { _ in throw ImageStoreError.busy })
        }
        #expect(build.storeContents().isEmpty)
    }

    @Test func `no version is removed between an import's last look and its commit`() throws {
        let build = try SampleBuild()
        let store = ImageStore(directory: build.store)
        let version = try store.importImage(from: build.directory).image.version
        var isReferenced = true
        let again = try store.importImage(from: build.directory, isReferenced: { _ in isReferenced }) { _ in
            // Another process drops the version's last reference, and must wait with its files.
            #expect(throws: ImageStoreError.busy) {
                try store.removeVersions(unless: { _ in isReferenced }) { isReferenced = false }
            }
        }
        #expect(again.alreadyPresent && isReferenced)
        #expect(try store.versions() == [version])
    }

    @Test func `an empty store has no versions`() throws {
        #expect(try ImageStore(directory: "/nonexistent/images").versions().isEmpty)
    }
}
