import BootModel
import Commands
import Foundation
import Store
import Testing

@Suite struct SecretCommandTests {
    private let rack: Rack

    init() throws { rack = try Rack() }

    /// Runs `secret set NAME` with this standard input.
    private func set(_ name: String, _ input: Data) async throws -> Rack.Result {
        try await Rack.run(
            ["secret", "set", name, "--state", rack.state, "--config", "/dev/null"], input: input)
    }

    @Test func `a value comes from a file or standard input and is never printed`() async throws {
        let value = "hunter2-hunter2"
        let file = try rack.file("value", value)
        #expect(
            try await rack.run("secret", "set", "token", "--file", file)
                == .done("stored secret token: 15 octets\n"))
        #expect(
            try await set("token", Data((value + "\n").utf8))
                == .done("replaced secret token: 16 octets, the last of them a line end\n"))
        let list = try await rack.run("secret", "list")
        #expect(list.status == 0 && list.out.hasPrefix("NAME   SET"))
        #expect(list.out.hasSuffix("  -\n"))
        let record = try await rack.run("secret", "list", "--json").json()
        #expect(record[0]?["name"] == "token" && record[0]?["plans"] == [])
        for file in try FileManager.default.contentsOfDirectory(atPath: rack.state) where file != "images" {
            let content = try Data(contentsOf: URL(filePath: "\(rack.state)/\(file)"))
            #expect(content.range(of: Data(value.utf8)) == nil, "\(file)")
        }
        #expect(try await rack.run("secret", "remove", "token") == .done("removed secret token\n"))
        #expect(
            try await rack.run("secret", "list")
                == .done("no secrets yet; rackrise secret set NAME stores one\n"))
    }

    @Test func `a terminal is asked and does not show the answer`() async throws {
        // script(1) gives the command a terminal.
        let (rest, status) = try await ask(command(), "hunter2\n")
        #expect(rest == "\r\nstored secret token: 7 octets\r\n")
        #expect(status == 0)
    }

    @Test(arguments: [("\u{3}", 130), ("\u{1C}", 131)])
    func `a terminal shows what is typed again when the question is broken off`(key: String, status: Int)
        async throws
    {
        // The shell outlives the key, and tells how the command ended and how the terminal is. The command has the signals
        // blocked, as some programs leave them to those that they start.
        let blocking = "env --block-signal=INT,QUIT \(try command())"
        let shell =
            "ulimit -c 0; trap : INT QUIT; \(blocking); echo status $?; stty -a | grep -ow -e '-*echo'"
        let lines = try await ask(shell, "hunt\(key)").rest.split(whereSeparator: \.isNewline)
        #expect(lines.suffix(2) == ["status \(status)", "echo"], "\(lines)")
        #expect(try rack.database().secrets().isEmpty)
    }

    private func command() throws -> String {
        "\(try Rack.program().path) secret set token --state \(rack.state) --config /dev/null"
    }

    /// Types something at the question that a shell's command asks on a terminal, and returns what came after that.
    private func ask(_ command: String, _ answer: String) async throws -> (rest: String, status: Int32) {
        let terminal = Dialogue(Command("script", ["-qec", command, "/dev/null"]))
        let seen = try await terminal.output { $0.hasSuffix("(not shown): ") }
        #expect(seen == "value of secret token (not shown): ")
        terminal.write(answer)
        let outcome = try await terminal.outcome()
        return (String(outcome.output.dropFirst(seen.count)), outcome.status)
    }

    @Test func `what cannot be a value is refused`() async throws {
        #expect(
            try await set("token", Data())
                == .refused(#"the value of secret "token" is empty; give at least one octet"#))
        #expect(
            try await set("token", Data(count: 65_537))
                == .refused(#"the value of secret "token" is too long; at most 65536 are stored"#))
        #expect(try await set("token", Data(count: 65_536)).status == 0)
        #expect(
            try await set("a b", Data([1]))
                == .refused(
                    #""a b" cannot name a secret; write at most 64 letters, digits, '.', '_' and '-'"#))
        let result = try await rack.run("secret", "set", "token", "--file", "/nonexistent/x")
        #expect(
            result
                == .failed(
                    "cannot read /nonexistent/x (No such file or directory); check its name and mode"))
        // The value is no argument.
        #expect(try await rack.run("secret", "set", "token", "hunter2").status == 64)
    }

    @Test func `one that a plan in use needs is kept`() async throws {
        let plan = try rack.file(
            "p.yaml", "system: ${var.system}\nfiles: [{path: /etc/key, secret: token}]\n")
        #expect(try await set("token", Data([1, 2])).status == 0)
        _ = try await rack.run("plan", "import", "closure", plan)
        _ = try await rack.run("profile", "set", "worker", "--plan", "closure")
        #expect(
            try await rack.run("secret", "remove", "token")
                == .refused(
                    #"secret "token" is needed by plan closure; attach another plan to its profiles first, or give --force"#
                ))
        #expect(
            try await rack.run("secret", "remove", "tokn")
                == .refused(#"there is no secret "tokn"; did you mean token?"#))
        #expect(
            try await rack.run("secret", "remove", "token", "--force", "--json").json()["name"] == "token")
        #expect(try rack.database().secrets().isEmpty)
    }
}
