import Foundation

/// What an image builder leaves: the smallest files that pass for a kernel and an initrd.
enum BuilderDirectory {
    /// Writes one; `salt` makes its content, and so its version, different.
    static func make(
        at directory: URL, salt: UInt8 = 0,
        arguments: String = "init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-system/init loglevel=4"
    ) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(kernel + [salt]).write(to: directory.appending(path: "bzImage"))
        try Data(initrd).write(to: directory.appending(path: "initrd"))
        let script = "#!ipxe\nkernel bzImage \(arguments) initrd=initrd\ninitrd initrd\nboot\n"
        try Data(script.utf8).write(to: directory.appending(path: "netboot.ipxe"))
    }

    /// The header of an x86 `bzImage` with boot protocol 2.15 (`Documentation/arch/x86/boot.rst`).
    private static var kernel: [UInt8] {
        var octets = [UInt8](repeating: 0, count: 4096)
        octets[0x1FE...0x1FF] = [0x55, 0xAA]
        octets[0x202...0x207] = [0x48, 0x64, 0x72, 0x53, 0x0F, 0x02]
        octets[0x238...0x23B] = [0xFF, 0x07, 0, 0]
        return octets
    }

    /// A `newc` archive without members.
    private static var initrd: [UInt8] {
        let fields = Array(repeating: "00000000", count: 11) + ["0000000B", "00000000"]
        let member = Array(("070701" + fields.joined() + "TRAILER!!!\0").utf8)
        return member + [UInt8](repeating: 0, count: 512 - member.count)
    }
}
