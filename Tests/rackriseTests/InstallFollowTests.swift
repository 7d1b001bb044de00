import BootModel
import Commands
import Foundation
import InstallPlan
import NetTypes
import Store
import Testing

/// What follows a job: `install --wait` and `install logs`.
@Suite struct InstallFollowTests {
    private let rack: Rack

    /// `n1` and `n2` can be armed.
    init() async throws {
        rack = try Rack()
        let path = "/nix/store/\(String(repeating: "a", count: 32))-nixos-system-1"
        _ = try await rack.run("plan", "import", "closure", rack.file("p.yaml", "system: \(path)\n"))
        _ = try await rack.run("profile", "set", "worker", "--plan", "closure")
        for number in UInt64(1)...2 {
            try rack.database().addNode(
                Node(
                    name: "n\(number)", macs: [MACAddress(rawValue: 0x5254_0000_0000 + number)],
                    profile: "worker", boot: .local))
        }
    }

    private func result(_ command: Dialogue) async throws -> Rack.Result {
        Rack.Result(try await command.outcome())
    }

    /// Waits until the command has armed so many nodes.
    private func untilArmed(_ count: Int) async throws {
        for _ in 0..<600 {
            if try rack.database().openJobs().count == count { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("not armed in 30 s")
    }

    private func end(_ job: Int64, _ phase: InstallPhase, _ outcome: InstallJob.Outcome) throws {
        var record = try #require(try rack.database().job(job)).record
        record.phase = phase
        record.isVerified = phase > .verify
        record.activity = .ended(outcome)
        try rack.database().end(record, of: job)
    }

    @Test func `waiting tells every phase and fails when one machine is not installed`() async throws {
        let run = try rack.start("install", "n1", "n2", "--wait")
        try await untilArmed(2)
        let database = try rack.database()
        try database.beginStep(.copy, attempt: 1, of: 1, at: WallClock(milliseconds: 1000))
        try database.progress(attempt: 1, of: 1, done: 1 << 20, total: 1 << 21)
        try database.endStep(
            attempt: 1, of: 1, at: WallClock(milliseconds: 2000), failure: nil, detail: nil)
        try end(1, .confirm, .installed)
        try database.beginStep(.gate, attempt: 1, of: 2, at: WallClock(milliseconds: 1000))
        try database.endStep(
            attempt: 1, of: 2, at: WallClock(milliseconds: 1500), failure: .gateMACMismatch,
            detail: "52:54:00:00:00:09")
        try end(2, .gate, .failed(.gate, .gateMACMismatch))
        let result = try await result(run)
        #expect(result.status == 1)
        // On a slow machine it has told before, once, what to do while nothing happens.
        let told = result.error.split(separator: "\n").filter { !$0.contains("nothing has happened yet") }
        #expect(
            told == [
                "rackrise: no rackrise serve runs on \(rack.state), and the install waits for one; interrupting this leaves the arming as it is",
                "rackrise: 1 of 2 machines not installed: n2; rackrise install status n2 says what to do",
            ])
        let lines = result.out.split(separator: "\n").dropFirst(2)
        #expect(lines.contains("n1: copy, attempt 1"))
        #expect(lines.contains("n1: copy done after 1.000 s (50 %, 1.0 MiB of 2.0 MiB, 1.0 MiB/s)"))
        #expect(lines.contains { $0.hasPrefix("n1: installed after ") })
        #expect(lines.contains("n2: gate gate-mac-mismatch: 52:54:00:00:00:09 after 0.500 s"))
        #expect(
            lines.contains {
                $0.hasPrefix("n2: failed(gate) after ")
                    && $0.hasSuffix(
                        ": gate-mac-mismatch: 52:54:00:00:00:09; \(FailureCode.gateMACMismatch.advice)")
            })
    }

    @Test func `waiting for what nobody drives says so at once`() async throws {
        let run = try rack.start("install", "n1", "--wait", "--json")
        // It comes first: nothing else happens until it is read.
        let notice = try await run.errors { $0.hasSuffix("\n") }
        #expect(notice.contains("no rackrise serve runs on \(rack.state), and the install waits for one"))
        try end(1, .confirm, .installed)
        let result = try await result(run)
        #expect(result.status == 0 && result.error == notice)
        #expect(try result.json()[0]?["outcome"] == "installed")
    }

    @Test func `waiting for a machine that is off says to power it on`() async throws {
        try StateLock.take(rack.state)
        let run = try rack.start("install", "n1", "--wait")
        let hint = try await run.errors { $0.hasSuffix("\n") }
        #expect(hint.hasPrefix("rackrise: nothing has happened yet: power the machine on;"))
        try end(1, .confirm, .installed)
        #expect(try await result(run).status == 0)
    }

    @Test func `waiting is taken up again, and arms only what is not armed`() async throws {
        let interrupted = try rack.start("install", "n1", "--wait")
        try await untilArmed(1)
        try await interrupted.signal(SIGTERM)
        _ = try await interrupted.outcome()
        let run = try rack.start("install", "n1", "n2", "--wait")
        try await untilArmed(2)
        try end(1, .confirm, .installed)
        try end(2, .confirm, .installed)
        let result = try await result(run)
        #expect(result.status == 0)
        #expect(
            result.out.hasPrefix(
                "node n1 has the open install job 1 (armed), which is followed as it was armed\n"
                    + "armed node n2 as job 2: "))
        #expect(result.out.contains("\nn1: installed after "))
    }

    @Test func `waiting does not pass for a permission that the open install lacks`() async throws {
        _ = try await rack.run("install", "n1")
        #expect(
            try await rack.run("install", "n1", "--wait", "--wipe").error.contains(
                "has the open install job 1"))
    }

    @Test func `waiting for more proof of a host key says how to give it`() async throws {
        let run = try rack.start("install", "n1", "--wait")
        try await untilArmed(1)
        let database = try rack.database()
        var record = try #require(try database.job(1)).record
        record.tokens = ["t1"]
        record.attempt = 1
        record.activity = .connecting(.run)
        try database.commit(record, of: 1)
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmq7IPlzXgYF2kW3Sxr9ZlZPyQOIxmpAP5vvSbrIvkT"
        try database.noteSeen(
            SeenHostKey(key: key, address: IPv4Address(10, 0, 0, 9)), of: 1, at: WallClock(milliseconds: 1))
        try await run.output { $0.contains("rackrise install trust n1 SHA256:") }
        record.activity = .ended(.cancelled)
        try database.end(record, of: 1)
        let result = try await result(run)
        #expect(result.status == 1 && result.out.components(separatedBy: "rackrise install trust").count == 2)
    }

    @Test func `a command that is killed has armed all nodes or none`() async throws {
        let database = try rack.database()
        let names = (10..<160).map { "m\($0)" }
        _ = try database.applyNodes(
            names.enumerated().map { index, name in
                Node(
                    name: name, macs: [MACAddress(rawValue: 0x5254_0001_0000 + UInt64(index))],
                    profile: "worker", boot: .local)
            })
        var killed = 0
        // Before, in and after the transaction, whatever the machine's pace.
        for delay in stride(from: 10, through: 610, by: 60) {
            let command = Dialogue(
                try Rack.command(["install"] + names + ["--state", rack.state, "--config", "/dev/null"]))
            try await Task.sleep(for: .milliseconds(delay))
            try await command.signal(SIGKILL)
            if try await command.outcome().status == 128 + SIGKILL { killed += 1 }
            let armed = try database.openJobs().map(\.node).sorted()
            #expect(armed.isEmpty || armed == names.sorted())
            let set = try database.nodes().filter { $0.boot == .install && $0.install != nil }
            #expect(set.map(\.name) == armed)
            _ = try database.applyNodes(set.map { node in NodeEdit(Self.withLocalBoot(node)) })
            #expect(try database.openJobs().isEmpty)
        }
        #expect(killed > 0)
    }

    private static func withLocalBoot(_ node: Node) -> Node {
        var node = node
        node.boot = .local
        return node
    }

    private func log(_ name: String, _ text: String) throws {
        let directory = URL(filePath: "\(rack.state)/jobs/1")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appending(path: name)
        if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test func `logs are shown in order, safe for a terminal, and by phase`() async throws {
        _ = try await rack.run("install", "n1")
        #expect(
            try await rack.run("install", "logs", "n1")
                == Rack.Result(
                    status: 0, out: "",
                    error:
                        "rackrise: nothing is logged of job 1 yet; rackrise install status n1 shows where it is\n"
                ))
        try log("10-copy.log", "second\u{1B}[31m\u{7}\nno end")
        try log("9-gate.log", "first\n")
        try log("notes.txt", "no log\n")
        try log("x-gate.log", "no log\n")
        #expect(
            try await rack.run("install", "logs", "n1")
                == .done("== gate, attempt 9\nfirst\n== copy, attempt 10\nsecond\\u{1b}[31m\\u{7}\nno end\n"))
        #expect(
            try await rack.run("install", "logs", "n1", "--phase", "gate")
                == .done("== gate, attempt 9\nfirst\n"))
        let lines = try await rack.run("install", "logs", "n1", "--json").out.split(separator: "\n")
        #expect(lines.first == #"{"attempt":9,"phase":"gate","text":"first"}"#)
        #expect(lines.count == 3)
    }

    @Test func `the public key is one line, made once`() async throws {
        let key = try await rack.run("install", "key")
        #expect(key.status == 0 && key.error == "")
        #expect(key.out.hasPrefix("ssh-ed25519 AAAA") && key.out.split(separator: "\n").count == 1)
        #expect(try await rack.run("install", "key") == key)
        #expect(
            try await rack.run("install", "key", "--json").json()["publicKey"]
                == .string(String(key.out.dropLast())))
        let attributes = try FileManager.default.attributesOfItem(atPath: rack.state + "/install.key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let elsewhere = rack.directory.appending(path: "none").path
        #expect(
            try await Rack.run(["install", "key", "--state", elsewhere, "--config", "/dev/null"]).status == 1)
        #expect(!FileManager.default.fileExists(atPath: elsewhere))
    }

    @Test func `following ends with the install and misses nothing`() async throws {
        _ = try await rack.run("install", "n1")
        let run = try rack.start("install", "logs", "n1", "-f")
        try log("1-gate.log", "one\ntw")
        let seen = try await run.output { $0.hasSuffix("one\n") }
        #expect(seen == "== gate, attempt 1\none\n")
        try log("1-gate.log", "o\n")
        try log("2-facts.log", "three")
        try end(1, .facts, .failed(.facts, .toolMissing))
        #expect(try await result(run) == .done(seen + "two\n== facts, attempt 2\nthree\n"))
    }
}
