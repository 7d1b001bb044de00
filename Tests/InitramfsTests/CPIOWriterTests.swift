import Commands
import Foundation
import Initramfs
import Testing

struct CPIOWriterTests {
    @Test func `an archive is aligned, repeatable and ends with its trailer`() throws {
        for length in 0..<9 {
            var writer = CPIOWriter(modified: 1)
            try writer.addFile("f", content: [UInt8](repeating: 7, count: length))
            let archive = writer.finished()
            #expect(archive.count.isMultiple(of: 4))
            #expect(archive == writer.finished())
            #expect(archive.suffix(14).elementsEqual("TRAILER!!!".utf8.map { $0 } + [0, 0, 0, 0]))
        }
    }

    @Test(arguments: [
        "", "/etc/passwd", "a/../b", "..", "TRAILER!!!", "a\0b", String(repeating: "x", count: 4096),
    ])
    func `a path Linux would mistake is refused`(path: String) {
        #expect(throws: CPIOWriterError.path(path)) {
            var writer = CPIOWriter()
            try writer.addFile(path, content: [])
        }
    }

    @Test func `a name with two dots inside is a path`() throws {
        var writer = CPIOWriter()
        try writer.addFile("a..b", content: [])
        #expect(try InitramfsLayout(writer.finished()).contains("a..b"))
    }

    @Test func `cpio unpacks what was written`() async throws {
        var writer = CPIOWriter(modified: 1_700_000_000)
        try writer.addDirectory("etc", permissions: 0o750)
        try writer.addFile("etc/motd", content: "hello".utf8, permissions: 0o600)
        try writer.addFile("run", content: [UInt8](repeating: 0x41, count: 70_000), permissions: 0o755)
        try writer.addSymbolicLink("init", target: "/run")
        let listing = try await CPIO.run(["-itv", "--quiet"], input: writer.finished()).split(separator: "\n")
        #expect(listing.count == 4)
        #expect(listing[0].hasPrefix("drwxr-x---") && listing[0].hasSuffix("etc"))
        #expect(
            listing[1].hasPrefix("-rw-------") && listing[1].contains(" 5 ")
                && listing[1].hasSuffix("etc/motd"))
        #expect(listing[2].hasPrefix("-rwxr-xr-x") && listing[2].contains(" 70000 "))
        #expect(listing[3].hasPrefix("lrwxrwxrwx") && listing[3].hasSuffix("init -> /run"))
        #expect(
            try await CPIO.run(["-i", "--quiet", "--to-stdout", "etc/motd"], input: writer.finished())
                == "hello")
    }

    @Test func `what cpio packs is read`() async throws {
        let archive = try await CPIO.pack(["a": "1", "dir/b": "22"])
        let layout = try InitramfsLayout(archive)
        #expect(layout.contains("a") && layout.contains("dir/b"))
        #expect(layout.segments.count == 1)
    }
}

/// GNU cpio.
private enum CPIO {
    static func run(_ arguments: [String], input: [UInt8]) async throws -> String {
        try await Command("cpio", arguments).run(input: input)
    }

    static func pack(_ files: [String: String]) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, content) in files {
            let file = folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
        }
        let script = "find . -mindepth 1 | sed 's,^./,,' | cpio -o -H newc --quiet"
        let outcome = try await Command("sh", ["-c", script]).outcome(in: folder.path)
        #expect(outcome.status == 0)
        return outcome.octets
    }
}
