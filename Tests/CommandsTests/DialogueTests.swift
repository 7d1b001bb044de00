import Commands
import Glibc
import Testing

@Suite struct DialogueTests {
    @Test func `question and answer`() async throws {
        let shell =
            #"while read word; do echo "out $word"; echo "error $word" >&2; test $word = two && exit 3; done"#
        let dialogue = Dialogue(Command("sh", ["-c", shell]))
        dialogue.write("one\n")
        try await dialogue.output { $0 == "out one\n" }
        dialogue.write("two\n")
        try await dialogue.errors { $0.hasSuffix("two\n") }
        let outcome = try await dialogue.outcome()
        #expect(outcome.status == 3 && outcome.output == "out one\nout two\n")
    }

    @Test func `a signal reaches the command`() async throws {
        let dialogue = Dialogue(Command("sh", ["-c", "trap 'echo heard; exit 5' USR1; echo on; read x"]))
        try await dialogue.output { $0 == "on\n" }
        try await dialogue.signal(SIGUSR1)
        let outcome = try await dialogue.outcome()
        #expect(outcome.status == 5 && outcome.output == "on\nheard\n")
    }

    @Test func `a signal waits for the command to start, and for none that never does`() async throws {
        let started = Dialogue(Command("sleep", ["1000"]))
        try await started.signal(SIGKILL)
        #expect(try await started.outcome().status == 128 + SIGKILL)
        let missing = Dialogue(Command("/nonexistent/x"))
        try await missing.signal(SIGKILL)
        await #expect(throws: (any Error).self) { try await missing.outcome() }
    }

    @Test func `what never comes is a failure, at the latest when the patience is over`() async throws {
        let ended = Dialogue(Command("echo", ["else"]))
        var error = await #expect(throws: CommandFailure.self) { try await ended.output { $0 == "this\n" } }
        #expect(error?.description == "`echo else` ended before it printed what is waited for\nelse\n")
        let endless = Dialogue(Command("cat"), within: .seconds(1))
        error = await #expect(throws: CommandFailure.self) { try await endless.output { $0 == "this\n" } }
        #expect(error?.description.hasPrefix("`cat` did not end within 1.0 seconds") == true)
        await #expect(throws: CommandFailure.self) { try await endless.outcome() }
    }

    @Test func `a dialogue that nobody holds is over`() async throws {
        let mark = "300.\(UInt32.random(in: 0...UInt32.max))"
        var dialogue: Dialogue? = Dialogue(Command("sh", ["-c", "echo on; sleep \(mark); :"]))
        try await dialogue?.output { $0 == "on\n" }
        dialogue = nil
        try await expectEnd(of: "sleep \(mark)")
    }
}

/// Waits until no process has these words.
func expectEnd(of words: String) async throws {
    for _ in 0..<1000 {
        if try await Command("pgrep", ["-fx", words]).outcome().status == 1 { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("it runs on")
}
