import Commands
import Foundation
import Initramfs

/// A directory as an image builder leaves it, with a small kernel and initrd; removed when it goes out of use.
final class SampleBuild {
    static let storeInit = "init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqd-nixos-system-worker-24.11/init"

    let directory: String
    let store: String

    /// Makes kernel, initrd and script.
    init(arguments: String = "\(storeInit) quiet", initrd: [UInt8]? = nil) throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        directory = root + "/build"
        store = root + "/state/images"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try write("bzImage", Self.bzImage())
        try write("initrd", initrd ?? Self.archive(["init": "#!/bin/sh"]))
        try write(
            "netboot.ipxe",
            "#!ipxe\nkernel bzImage \(arguments) initrd=initrd ${cmdline}\ninitrd initrd\nboot\n")
    }

    deinit {
        try? FileManager.default.removeItem(
            atPath: URL(fileURLWithPath: directory).deletingLastPathComponent().path)
    }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    func write(_ name: String, _ octets: [UInt8]) throws {
        try Data(octets).write(to: URL(fileURLWithPath: path(name)))
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    /// Everything below the store, hidden files too.
    func storeContents() -> [String] {
        (FileManager.default.subpaths(atPath: store) ?? []).sorted()
    }

    /// The header of an x86 kernel with boot protocol 2.15, and some content.
    static func bzImage(commandLineLimit: UInt32 = 2047, version: UInt16 = 0x020F) -> [UInt8] {
        var octets = [UInt8](repeating: 0x90, count: 20_000)
        octets.replaceSubrange(0x1FE..<0x200, with: [0x55, 0xAA])
        octets.replaceSubrange(0x202..<0x206, with: "HdrS".utf8)
        octets.replaceSubrange(0x206..<0x208, with: [UInt8(version & 0xFF), UInt8(version >> 8)])
        for index in 0..<4 {
            octets[0x238 + index] = UInt8(truncatingIfNeeded: commandLineLimit >> (8 * UInt32(index)))
        }
        return octets
    }

    /// A UEFI program for a machine of the PE/COFF list.
    static func efiProgram(machine: UInt16) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: 4096)
        octets.replaceSubrange(0..<2, with: "MZ".utf8)
        octets[0x3C] = 0x80
        octets.replaceSubrange(0x80..<0x84, with: "PE\0\0".utf8)
        octets.replaceSubrange(0x84..<0x86, with: [UInt8(machine & 0xFF), UInt8(machine >> 8)])
        return octets
    }

    static func archive(_ files: [String: String]) throws -> [UInt8] {
        var writer = CPIOWriter()
        for (path, content) in files { try writer.addFile(path, content: content.utf8) }
        return writer.finished()
    }

    /// `input` through a program that packs, such as `zstd -c`.
    static func packed(_ input: [UInt8], by program: String, _ arguments: [String]) async throws -> [UInt8] {
        try await Command(program, arguments).outcome(input: input).octets
    }
}
