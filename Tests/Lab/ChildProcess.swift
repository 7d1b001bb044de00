public import Commands
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// A process that runs until it is stopped, with everything it prints in a log file.
public final class ChildProcess: Sendable {
    /// How long a process has to obey SIGTERM before SIGKILL.
    private static let patience = Duration.seconds(5)
    /// How often a wait looks whether the process has ended.
    private static let interval = Duration.milliseconds(10)

    /// The file that holds standard output and standard error.
    public let log: TextFile

    private let life: Task<Void, Never>
    private let ended: Ending

    /// How the process ended, nil while it runs.
    public var ending: String? { ended.state.withLock { $0.sentence } }

    /// Its exit code, 128 plus its number for a signal; nil while it runs.
    public var exitStatus: Int32? { ended.state.withLock { $0.status } }

    /// Starts `command` with its output in a new file at `logPath`.
    public init(_ command: Command, logPath: String) throws {
        let descriptor = try FileDescriptor.open(
            FilePath(logPath), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        log = TextFile(path: logPath)
        let ending = Ending()
        ended = ending
        life = Task {
            await Self.live(command, output: descriptor, ending)
        }
    }

    /// Asks the process to end, forces it after five seconds, and returns when it is gone.
    public func stop() async {
        life.cancel()
        await life.value
    }

    /// Sends a signal to the process if it runs.
    public func signal(_ number: Int32) {
        ended.state.withLock { state in
            guard state.sentence == nil, let process = state.process else { return }
            kill(process, number)
        }
    }

    /// Waits until the process has ended and returns its exit code.
    public func waitForExit(within patience: Duration) async throws -> Int32 {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            if let exitStatus { return exitStatus }
            try await Task.sleep(for: Self.interval)
        }
        throw LabError("the process did not end within \(patience). Its log ends:", evidence: log.tail())
    }

    private static func live(_ command: Command, output: FileDescriptor, _ ending: Ending) async {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: patience)]
        do {
            let result = try await Subprocess.run(
                command.executable, arguments: Arguments(Array(command.words.dropFirst())),
                platformOptions: options, input: .none,
                output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .combinedWithOutput
            ) { execution in
                ending.state.withLock { $0.process = execution.processIdentifier.value }
            }
            ending.state.withLock {
                $0.status = Command.exitCode(result.terminationStatus)
                $0.sentence = "\(command.words[0]) ended: \(result.terminationStatus)"
            }
        } catch {
            ending.state.withLock { $0.sentence = "\(command.words[0]) could not run: \(error)" }
        }
    }

    /// Shared with the task that outlives the initializer, which cannot refer to the process itself.
    private final class Ending: Sendable {
        struct State {
            var process: pid_t?
            var status: Int32?
            var sentence: String?
        }

        let state = Mutex(State())
    }
}
