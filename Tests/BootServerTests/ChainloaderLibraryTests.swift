import BootModel
import BootPolicy
import Foundation
import Testing

@testable import BootServer

struct ChainloaderLibraryTests {
    /// A directory that is removed with its content.
    final class Folder {
        let path = NSTemporaryDirectory() + "rackrise-\(UUID().uuidString)"
        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        func write(_ name: String, _ octets: [UInt8]) throws {
            try Data(octets).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// The start of a UEFI program for a COFF machine.
    private func program(machine: UInt16) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: 0x40)
        octets.replaceSubrange(0..<2, with: Array("MZ".utf8))
        octets[0x3C] = 0x40
        return octets + Array("PE\0\0".utf8) + [UInt8(machine & 0xFF), UInt8(machine >> 8)]
    }

    @Test
    func `each architecture gets its own program, and the first directory wins`() throws {
        let first = try Folder()
        let second = try Folder()
        try first.write("snponly.efi", program(machine: 0x8664) + [1])
        try second.write("snponly.efi", program(machine: 0x8664) + [2])
        try second.write("ipxe-arm64.efi", program(machine: 0xAA64))
        try second.write("undionly.kpxe", [0xEA, 1, 2, 3])
        let library = ChainloaderLibrary(directories: [first.path, second.path])
        #expect(Set(library.table.all.map(\.name)) == ["ipxe-arm64.efi", "snponly.efi", "undionly.kpxe"])
        #expect(library.program(named: "snponly.efi")?.last == 1)
        #expect(library.table.chainloader(for: .riscv64) == nil)
        #expect(library.warnings.isEmpty)
    }

    @Test
    func `quirk 18: snponly.efi comes before an ipxe.efi that hangs on exit`() throws {
        let folder = try Folder()
        for name in ["ipxe.efi", "ipxe-amd64.efi", "snponly.efi"] {
            try folder.write(name, program(machine: 0x8664))
        }
        let library = ChainloaderLibrary(directories: [folder.path])
        #expect(library.table.chainloader(for: .x64)?.name == "snponly.efi")
    }

    @Test
    func `a shim is served under the name it was signed for, with what it loads`() throws {
        let folder = try Folder()
        for name in ["shimx64.efi.signed", "grubnetx64.efi.signed", "mmx64.efi.signed"] {
            try folder.write(name, program(machine: 0x8664))
        }
        let library = ChainloaderLibrary(directories: [folder.path])
        #expect(library.table.chainloader(for: .x64, .shimGRUB)?.name == "shimx64.efi")
        #expect(library.table.chainloader(for: .x64) == nil)
        for name in ["shimx64.efi", "grubx64.efi", "mmx64.efi"] {
            #expect(library.table.chainloader(named: name) != nil)
            #expect(library.program(named: name) != nil)
        }
        #expect(library.program(named: "shimx64.efi.signed") == nil)
    }

    @Test
    func `a shim without what it loads is not served, and the warning says so`() throws {
        let folder = try Folder()
        let elsewhere = try Folder()
        try folder.write("shimx64.efi.signed", program(machine: 0x8664))
        try folder.write("ipxe-shimx64.efi", program(machine: 0x8664))
        // Debian's unsigned file of that name, which iPXE's shim would refuse.
        try elsewhere.write("ipxe.efi", program(machine: 0x8664))
        let library = ChainloaderLibrary(directories: [folder.path, elsewhere.path])
        #expect(library.table.all.isEmpty)
        #expect(
            library.warnings.contains { $0.contains("shimx64.efi") && $0.contains("grubnetx64.efi.signed") })
        #expect(library.warnings.contains { $0.contains("ipxe-shimx64.efi") && $0.contains("ipxe.efi") })
        try folder.write("ipxe.efi", program(machine: 0x8664))
        let complete = ChainloaderLibrary(directories: [folder.path]).table
        #expect(complete.chainloader(for: .x64, .shimIPXE)?.name == "ipxe-shimx64.efi")
    }

    @Test
    func `a program for another machine is not served, and the warning says so`() throws {
        let folder = try Folder()
        try folder.write("snponly.efi", program(machine: 0xAA64))
        try folder.write("ipxe-arm64.efi", Array("#!ipxe".utf8))
        let library = ChainloaderLibrary(directories: [folder.path])
        #expect(library.table.all.isEmpty)
        #expect(library.warnings.count == 2)
        #expect(library.warnings.contains { $0.contains("snponly.efi") && $0.contains("aa64") })
    }

    @Test
    func `a link is followed, and what cannot be opened is named`() throws {
        let built = try Folder()
        try built.write("bin", program(machine: 0x8664))
        let folder = try Folder()
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: "\(folder.path)/snponly.efi", withDestinationPath: "\(built.path)/bin")
        try files.createDirectory(atPath: "\(folder.path)/undionly.kpxe", withIntermediateDirectories: false)
        let library = ChainloaderLibrary(directories: [folder.path])
        #expect(library.table.all.map(\.name) == ["snponly.efi"])
        #expect(library.warnings.count == 1)
        #expect(library.warnings.first?.contains("undionly.kpxe") == true)
    }

    @Test
    func `the installed package has programs for both kinds of PC`() {
        let library = ChainloaderLibrary(directories: ["/usr/lib/ipxe"])
        #expect(library.table.chainloader(for: .x86BIOS)?.name == "undionly.kpxe")
        #expect(library.table.chainloader(for: .x64)?.name == "snponly.efi")
        #expect(library.table.chainloader(for: .ia32) == nil)
    }
}
