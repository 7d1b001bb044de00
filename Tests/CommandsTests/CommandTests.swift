import Commands
import Glibc
import Testing

@Suite struct CommandTests {
    @Test func `a command has its input and its end`() async throws {
        let text = String(repeating: "long\n", count: 100_000)
        #expect(try await Command("cat").run(input: Array(text.utf8)) == text)
        let ended = try await Command("sh", ["-c", "pwd; echo no >&2; exit 3"]).outcome(in: "/usr")
        #expect(ended.status == 3 && ended.output == "/usr\n" && ended.errors == "no\n")
        #expect(try await Command("sh", ["-c", "kill -9 $$"]).outcome().status == 128 + 9)
        // What it does not read is no failure.
        #expect(try await Command("true").outcome(input: Array(text.utf8)).status == 0)
    }

    @Test func `a command reads its input to the end though it has closed its outputs`() async throws {
        let script = "exec >/dev/null 2>&1; sleep 0.2; test $(wc -c) = 500000"
        try await Command("sh", ["-c", script]).run(input: Array(repeating: 10, count: 500_000))
    }

    @Test func `one that never ends is killed with what it started, and is told by its words`() async throws {
        let mark = "300.\(UInt32.random(in: 0...UInt32.max))"
        let error = await #expect(throws: CommandFailure.self) {
            try await Command("sh", ["-c", "trap '' TERM; echo begun; sleep \(mark); echo over"])
                .run(within: .seconds(5))
        }
        // What it had printed may not have been read yet where the machine is busy.
        #expect(
            error?.description.hasPrefix(
                "`sh -c trap '' TERM; echo begun; sleep \(mark); echo over` did not end within 5.0 seconds")
                == true)
        try await expectEnd(of: "sleep \(mark)")
    }

    @Test func `one whose children keep its output ends by itself`() async throws {
        let outcome = try await Command("sh", ["-c", "setsid sleep 1000 & echo $!"]).outcome()
        let child = try #require(Int32(outcome.output.dropLast()))
        #expect(kill(child, SIGKILL) == 0)
    }

    @Test func `a failure has the exit code and what was printed`() async throws {
        let error = await #expect(throws: CommandFailure.self) {
            try await Command("sh", ["-c", "echo out; echo why >&2; exit 4"]).run()
        }
        #expect(error?.description == "`sh -c echo out; echo why >&2; exit 4` ended with 4\nwhy\nout\n")
    }

    @Test func `a program that is not there is an error`() async {
        await #expect(throws: (any Error).self) { try await Command("/nonexistent/x").outcome() }
    }
}
