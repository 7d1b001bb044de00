import Commands
import Foundation
import IPXE
import Testing

/// Runs the quoting through Debian's iPXE (package `ipxe`) in QEMU (`qemu-system-x86`), one boot.
struct RealIPXEQuotingTests {
    @Test func `iPXE prints hostile values as they were meant`() async throws {
        let texts = [
            "plain", "a  b   c", " leading and trailing ", "a || b && c ; d", "# no comment", "backslash \\",
            "${net0/mac} ${", "$${}{net0/mac}", "quotes ' \" ` $x $(x) %25 %s", ":label", "} { $",
            "x || exit 1",
        ]
        let commandLines = [
            #"systemd.run="a && b  ; c" quiet"#, #"a="\ #b" c=\"#, "dm=\"0 1 || 2\"", "x=$y,{z},}", "# ;  ||",
        ]
        var script = "#!ipxe\n"
        for (index, text) in texts.enumerated() {
            script += "echo text-\(index)< \(IPXEValue.text(text).scriptText) >\n"
        }
        for (index, text) in commandLines.enumerated() {
            let value = IPXEValue.commandLine(try KernelCommandLine(text))
            script += "echo line-\(index)< \(value.scriptText) >\n"
        }
        // A value at the end of its line, where a backslash would join the next one.
        script += "echo end< \(IPXEValue.text("a \\").scriptText)\necho next\n"
        script += "prompt --key m --timeout \(IPXEValue.milliseconds(.zero).scriptText) wait ||\n"

        let console = try await RealIPXE.run(script)
        for (index, text) in texts.enumerated() {
            let expected = text.replacing("${", with: "?{")
            #expect(console.contains("text-\(index)< \(expected) >"), "\(text) in:\n\(console)")
        }
        for (index, text) in commandLines.enumerated() {
            let expected = try KernelCommandLine(text).text
            #expect(console.contains("line-\(index)< \(expected) >"), "\(text) in:\n\(console)")
        }
        #expect(console.contains("end< a \\\nnext\n"), "\(console)")
    }
}

/// Debian's iPXE in a virtual machine without a network.
enum RealIPXE {
    private static let program = "/usr/lib/ipxe/ipxe.lkrn"
    private static let emulator = "/usr/bin/qemu-system-x86_64"

    /// What the console shows while `script` runs.
    static func run(_ script: String) async throws -> String {
        // Without the pause the machine is gone before its serial line has sent the last lines.
        let script = script + "sleep 2\nreboot\n"
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).ipxe")
        try Data(script.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let arguments = [
            "-machine", "accel=tcg", "-m", "128", "-kernel", program, "-initrd", file.path, "-display",
            "none",
            "-vga", "none", "-serial", "stdio", "-monitor", "none", "-nic", "none", "-no-reboot",
            "-nographic",
        ]
        let console = try await Command(emulator, arguments).run()
        return String(decoding: console.utf8.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
}
