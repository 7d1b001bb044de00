import Commands
import Foundation
import Lab
import Testing

/// What an operator can still find out when the disk with the database is full or read-only.
@Suite(.timeLimit(.minutes(30)))
struct ServerDiskTests {
    private let mac = "52:54:00:d1:5c:01"

    /// Runs a command with the state directory on a read-only file system that nobody else sees.
    private static func readOnly(_ state: String, _ command: Command) -> Command {
        script("mount --bind $1 $1 && mount -o remount,bind,ro $1", state, command)
    }

    /// The same on a full file system of its own with a copy of the database.
    private static func full(_ state: String, _ command: Command) -> Command {
        script(
            """
            cp $1/rackrise.db /run && mount -t tmpfs -o size=1m none $1 && mv /run/rackrise.db $1
            dd if=/dev/zero of=$1/filler bs=4k 2>/dev/null; true
            """, state, command)
    }

    private static func script(_ preparation: String, _ state: String, _ command: Command) -> Command {
        let lines = "mount -t tmpfs none /run && \(preparation) || exit 99\nshift; exec \"$@\""
        return Command(
            "unshare", ["-m", "--propagation", "private", "sh", "-c", lines, "sh", state] + command.words)
    }

    /// The last connection that is closed leaves neither -wal nor -shm; the server leaves its own open.
    private func mergeLog(_ bench: ServerBench) async throws {
        try await bench.rackrise("node", "list").run()
        #expect(!FileManager.default.fileExists(atPath: "\(bench.configuration.state)/rackrise.db-wal"))
    }

    @Test func `a read-only file system keeps nobody from reading, with the server running or not`()
        async throws
    {
        try await ServerBench.run { bench in
            let server = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let state = bench.configuration.state
            let backup = "\(bench.directory)/backup.db"
            let commands = [
                bench.rackrise("node", "list"), bench.rackrise("profile", "list"),
                bench.rackrise("explain", "rack1"), bench.rackrise("events", "rack1"),
            ]
            for command in commands {
                let outcome = try await Self.readOnly(state, command).outcome()
                #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(command.words): \(outcome.errors)")
                #expect(outcome.output.contains(command.words[1] == "profile" ? "worker" : "rack1"))
            }
            server.signal(SIGTERM)
            #expect(try await server.waitForExit() == 0)
            try await mergeLog(bench)
            for command in commands + [bench.rackrise("backup", backup)] {
                let outcome = try await Self.readOnly(state, command).outcome()
                #expect(outcome.status == 0, "\(command.words): \(outcome.errors)")
                #expect(outcome.errors.contains("rackrise.db cannot be written; it is shown as it is"))
            }
            let refused = try await Self.readOnly(state, bench.rackrise("node", "remove", "rack1")).outcome()
            #expect(refused.status == 1 && refused.errors.contains("check the owner and mode"))
        }
    }

    @Test func `on a full disk reading goes on, and writing says why it does not`() async throws {
        try await ServerBench.run { bench in
            let server = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            server.signal(SIGTERM)
            #expect(try await server.waitForExit() == 0)
            try await mergeLog(bench)
            let state = bench.configuration.state
            let list = try await Self.full(state, bench.rackrise("node", "list")).outcome()
            #expect(list.status == 0 && list.output.contains("rack1"))
            let add = try await Self.full(state, bench.rackrise("node", "remove", "rack1")).outcome()
            #expect(add.status == 1)
            #expect(add.errors.contains("the disk with \(state)/rackrise.db is full; free some space"))
        }
    }
}
