import Subprocess
import Synchronization
import SystemPackage

/// What is known of a running command, shared by its dialogue and the task that runs it.
final class Record: Sendable {
    struct State {
        var process: Int32?
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var hasEnded = false
    }

    let state = Mutex(State())

    /// Both streams, as evidence.
    var printed: String { state.withLock { String(decoding: $0.errors + $0.output, as: UTF8.self) } }
}

/// A command with all that the task needs which runs it.
struct RunningCommand: Sendable {
    /// Neither stream of a command is longer than this many octets.
    private static let outputLimit = 16 << 20

    let command: Command
    let directory: String?
    /// What is written to its standard input.
    let typed: AsyncStream<[UInt8]>
    /// Whether the input has an end of its own, for which a command may be waited for that has closed its outputs.
    let awaitsInput: Bool
    let record: Record

    /// Runs the command and returns its exit code; kills it when the patience is over.
    func live(within patience: Duration) async throws -> Int32 {
        defer { record.state.withLock { $0.hasEnded = true } }
        return try await withThrowingTaskGroup(of: Int32?.self) { group in
            group.addTask { try await run() }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            // The group waits for the run, which kills the processes when it is cancelled.
            defer { group.cancelAll() }
            guard let status = try await group.next() ?? nil else {
                throw CommandFailure(
                    command, "did not end within \(patience) and is killed; it printed:",
                    printed: record.printed)
            }
            return status
        }
    }

    private func run() async throws -> Int32 {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        let result = try await Subprocess.run(
            command.executable, arguments: Arguments(Array(command.words.dropFirst())),
            workingDirectory: directory.map { .init($0) }, platformOptions: options,
            input: .inputWriter, output: .sequence, error: .sequence
        ) { execution in
            record.state.withLock { $0.process = execution.processIdentifier.value }
            async let typing: Void = type(execution.standardInputWriter)
            async let output: Void = keep(execution.standardOutput, \.output)
            async let errors: Void = keep(execution.standardError, \.errors)
            _ = try await (output, errors)
            if awaitsInput { await typing }
        }
        return Command.exitCode(result.terminationStatus)
    }

    /// Writes what is typed; a command that has closed its input does without the rest.
    private func type(_ writer: StandardInputWriter) async {
        do {
            for await octets in typed { _ = try await writer.write(octets) }
            try await writer.finish()
        } catch {}
    }

    private func keep(
        _ stream: SubprocessOutputSequence, _ kept: any WritableKeyPath<Record.State, [UInt8]> & Sendable
    ) async throws {
        for try await buffer in stream {
            let size = record.state.withLock { state in
                state[keyPath: kept] += buffer.withUnsafeBytes { Array($0) }
                return state[keyPath: kept].count
            }
            guard size <= Self.outputLimit else {
                throw CommandFailure(command, "prints without end:", printed: record.printed)
            }
        }
    }
}
