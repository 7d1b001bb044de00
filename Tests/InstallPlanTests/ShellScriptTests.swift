import Commands
import Foundation
import InstallPlan
import Testing

struct ShellScriptTests {
    static let hostile = [
        "", " ", "a b", "'", "''", "\"", "$(touch /tmp/x)", "`id`", "; exit 7", "${HOME}", "\\", "\\'", "*",
        "-n", "#",
        "&& false", "\t", "ü → 漢", "'; exit 7; '", "$rackrise_node_name", "!!", "~",
    ]

    @Test(arguments: ["/bin/dash", "/bin/bash"], hostile)
    func `a shell reads a quoted word as the text itself`(shell: String, value: String) async throws {
        #expect(try await run(shell, "printf %s \(ShellWord.quoted(value))") == value)
    }

    @Test(arguments: ["/bin/dash", "/bin/bash"], hostile)
    func `no value runs anything, in and out of quotes`(shell: String, value: String) async throws {
        let script = ShellScript(
            #"""
            printf '[%s]' "${var.a-b}" "x${var.a-b}y"
            cat <<END
            ${var.a-b}
            END
            set -f; IFS=; printf '[%s]' ${var.a-b}; printf '%s' '${node.name}'
            """#)
        let out = try await run(shell, script.rendered(with: .sample(["a-b": value])))
        let unquoted = value.isEmpty ? "" : value
        #expect(out == "[\(value)][x\(value)y]\(value)\n[\(unquoted)]${rackrise_node_name}")
    }

    @Test func `names that differ stay different, and each is assigned once`() async throws {
        let script = ShellScript("echo ${var.a.b} ${var.a-b} ${var.a_b} ${var.a_db} ${var.a.b} ${node.mac}")
        let values = PlanValues.sample(["a.b": "1", "a-b": "2", "a_b": "3", "a_db": "4"])
        let text = try script.rendered(with: values)
        #expect(text.split(separator: "\n").count == 6)
        #expect(try await run("/bin/dash", text) == "1 2 3 4 1 52:54:00:00:00:01\n")
    }

    @Test func `the shell's own parameters stay the shell's`() throws {
        let text = "x=1; echo $x ${x} ${x:-2} $$ ${#x} \"${variable}\""
        #expect(try ShellScript(text).rendered(with: .sample()) == text)
    }

    @Test func `a missing variable is a named failure`() {
        let failure = #expect(throws: InstallFailure.self) {
            try ShellScript("echo ${var.rack}").rendered(with: .sample())
        }
        #expect(failure?.code == .variableMissing)
        #expect(failure?.detail == "node rack1-01 has no variable rack")
    }

    /// Runs a script as it arrives on a target: on standard input.
    private func run(_ shell: String, _ script: String) async throws -> String {
        try await Command(shell, ["-s"]).outcome(input: Array(script.utf8)).output
    }
}
