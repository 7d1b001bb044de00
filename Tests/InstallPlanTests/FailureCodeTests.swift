import Foundation
import InstallPlan
import Testing

struct FailureCodeTests {
    @Test func `every failure has a name, a title and the next thing to do`() {
        var names: Set<String> = []
        for (code, title, advice) in FailureCode.all {
            #expect(names.insert(code.rawValue).inserted)
            #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(!title.isEmpty && !advice.isEmpty && !advice.hasSuffix(".") && !title.hasSuffix("."))
            #expect(code.title == title && code.advice == advice)
        }
        // What the operator's guide and the timeline promise.
        for name in [
            "arming-expired", "http-fetch-but-no-ssh", "auth-refused", "hostkey-mismatch",
            "gate-mac-mismatch",
            "gate-root-on-disk", "disk-selector-none", "disk-selector-many", "disk-not-empty",
            "ram-too-small",
            "store-full", "unsigned-path", "no-bootloader", "booted-installer-again",
            "ip-unknown-after-reboot",
        ] { #expect(names.contains(name), "\(name)") }
    }

    @Test func `a name of a later version is kept`() {
        let code = FailureCode(rawValue: "disk-on-fire")
        #expect(code.title == "disk-on-fire" && !code.advice.isEmpty && code.retryCause == nil)
    }

    @Test func `what stops before a write says so`() {
        for code in [FailureCode.gateMACMismatch, .diskSelectorMany, .diskNotEmpty, .gateTokenMismatch] {
            #expect(code.advice.contains("nothing was written"))
        }
    }

    @Test func `the guide lists every failure and every phase as they are`() throws {
        let file = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/install.md")
        let guide = try String(contentsOf: file, encoding: .utf8)
        for (code, title, advice) in FailureCode.all {
            #expect(guide.contains("| `\(code)` | \(title) | \(advice) |\n"))
        }
        for phase in InstallPhase.allCases where !phase.isDestructive {
            let settings = PhaseSettings.standard(phase)
            let rows = ([("s", 1), ("m", 60), ("h", 3600)] as [(String, Int64)]).map { suffix, unit in
                "| `\(phase.rawValue)` | \(settings.timeout.components.seconds / unit)\(suffix) "
                    + "| \(settings.retries) | `\(settings.restartAt.rawValue)` |\n"
            }
            #expect(rows.contains { guide.contains($0) }, "\(phase)")
        }
    }
}
