import Initramfs
import SeededRandom
import Testing

struct InitramfsLayoutTests {
    private let microcode: [UInt8]

    init() throws {
        var writer = CPIOWriter()
        try writer.addDirectory("kernel")
        try writer.addFile("kernel/ucode.bin", content: [1, 2, 3, 4, 5])
        microcode = writer.finished()
    }

    @Test(
        arguments: [
            ([0x1F, 0x8B, 8, 0], InitramfsFormat.gzip),
            ([0x42, 0x5A, 0x68, 0x39], .bzip2),
            ([0x5D, 0, 0, 0x80], .lzma),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 1], .xz),
            ([0x89, 0x4C, 0x5A, 0x4F], .lzo),
            ([0x02, 0x21, 0x4C, 0x18], .lz4),
            ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
        ] as [([UInt8], InitramfsFormat)])
    func `a packed initrd is told by its first octets`(head: [UInt8], format: InitramfsFormat) throws {
        let layout = try InitramfsLayout(head + [9, 9, 9])
        #expect(layout.segments.map(\.format) == [format])
    }

    @Test func `early microcode stands before the packed segment`() throws {
        let padded = microcode + [UInt8](repeating: 0, count: 5000)
        let layout = try InitramfsLayout(padded + [0x28, 0xB5, 0x2F, 0xFD, 0])
        #expect(layout.segments.map(\.format) == [.cpio, .zstd])
        #expect(layout.segments.map(\.offset) == [0, UInt64(padded.count)])
        #expect(layout.segments[0].entries.map(\.path) == ["kernel", "kernel/ucode.bin"])
        #expect(layout.segments[0].entries.map(\.size) == [0, 5])
        #expect(layout.contains("kernel/ucode.bin"))
        #expect(!layout.contains("nix-store.squashfs"))
    }

    @Test func `an entry's content is where the layout says`() throws {
        let archive = microcode + microcode
        let layout = try InitramfsLayout(archive)
        #expect(layout.segments.count == 2)
        for segment in layout.segments {
            let start = Int(segment.entries[1].contentOffset)
            #expect(Array(archive[start..<start + 5]) == [1, 2, 3, 4, 5])
        }
    }

    @Test func `an archive off the alignment is refused, a packed segment is not`() throws {
        #expect(throws: InitramfsError.misaligned(offset: UInt64(microcode.count) + 1)) {
            try InitramfsLayout(microcode + [0] + microcode)
        }
        #expect(try InitramfsLayout(microcode + [0, 0x1F, 0x8B, 8]).segments.count == 2)
    }

    @Test(
        arguments: [
            ([], InitramfsError.empty),
            ([0, 0, 0, 0], .empty),
            (Array("<html>..".utf8), .unknownFormat(head: Array("<html>..".utf8), offset: 0)),
            ([0x04, 0x22, 0x4D, 0x18], .unsupportedPacking(.lz4Frames, offset: 0)),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], .unsupportedPacking(.xzCheck, offset: 0)),
            (Array("070701".utf8), .truncated(offset: 0)),
            (
                Array("070701".utf8) + [UInt8](repeating: 0x78, count: 104),
                .malformed(field: "mode", offset: 0)
            ),
        ] as [([UInt8], InitramfsError)])
    func `what Linux would not unpack is refused`(octets: [UInt8], error: InitramfsError) {
        #expect(throws: error) { try InitramfsLayout(octets) }
        #expect(!error.description.isEmpty)
    }

    @Test func `every truncation of an archive is refused or shorter`() throws {
        for length in 0..<microcode.count {
            let entries = try? InitramfsLayout(Array(microcode.prefix(length))).segments.first?.entries
            #expect((entries?.count ?? 0) <= 2)
        }
        let whole = try InitramfsLayout(microcode)
        #expect(whole.segments.first?.entries.count == 2)
    }

    @Test func `random damage never traps`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<3_000 {
            var damaged = microcode
            for _ in 0..<4 {
                damaged[Int.random(in: damaged.indices, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            _ = try? InitramfsLayout(damaged)
        }
    }
}
