import Commands
import Foundation
import Lab
import Testing

@testable import Installer

/// The scripts that run on machines, and what no file of the project may say.
@Suite(.timeLimit(.minutes(15))) struct MachineScriptTests {
    private static let root = String(
        #filePath.dropLast("Tests/InstallerTests/MachineScriptTests.swift".count))

    @Test func everyScriptIsReadByEveryShellAndHasNoComplaint() async throws {
        let folder = Self.root + "Sources/CAssets/install"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sh") }
        #expect(names.count >= 15)
        let paths = names.map { "\(folder)/\($0)" }
        for shell in [["dash"], ["bash", "--posix"], ["busybox", "sh"]] {
            for path in paths { try await Command(shell[0], shell.dropFirst() + ["-n", path]).run() }
        }
        try await Command("shellcheck", paths).run()
        // Each is built in.
        for name in names { #expect(!MachineScript.asset(String(name.dropLast(3))).isEmpty) }
    }

    @Test func hostKeysAreNowhereLeftUnchecked() async throws {
        let words = ["ssh-" + "keyscan ", "StrictHostKeyChecking=" + "no", "StrictHostKeyChecking " + "no"]
        for word in words {
            let folders = ["Sources", "etc", "Tests"].map { Self.root + $0 }
            let found = try await Command("grep", ["-rnF", word] + folders).outcome()
            #expect(found.output == "", "\(word)")
        }
    }

    @Test func aParameterNeverBecomesText() {
        let script = MachineScript("echo \"$x\"\n", ["x": "a'; reboot #\n"])
        #expect(script.rendered == "x='a'\\''; reboot #\n'\necho \"$x\"\n")
    }
}
