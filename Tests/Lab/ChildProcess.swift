import Subprocess
import Synchronization
import SystemPackage

/// A process that runs until it is stopped, with everything it prints in a log file.
public final class ChildProcess: Sendable {
    /// How long a process has to obey SIGTERM before SIGKILL.
    private static let patience = Duration.seconds(5)

    /// The file that holds standard output and standard error.
    public let log: TextFile

    private let life: Task<Void, Never>
    private let ended: Ending

    /// How the process ended, nil while it runs.
    public var ending: String? { ended.sentence.withLock { $0 } }

    /// Starts `command` with its output in a new file at `logPath`.
    public init(_ command: Command, logPath: String) throws {
        let descriptor = try FileDescriptor.open(
            FilePath(logPath), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        log = TextFile(path: logPath)
        let ending = Ending()
        ended = ending
        life = Task {
            let sentence = await Self.live(command, output: descriptor)
            ending.sentence.withLock { $0 = sentence }
        }
    }

    /// Asks the process to end, forces it after five seconds, and returns when it is gone.
    public func stop() async {
        life.cancel()
        await life.value
    }

    private static func live(_ command: Command, output: FileDescriptor) async -> String {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: patience)]
        do {
            let result = try await Subprocess.run(
                command.executable(), arguments: Arguments(Array(command.words.dropFirst())),
                platformOptions: options,
                output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .combinedWithOutput)
            return "\(command.words[0]) ended: \(result.terminationStatus)"
        } catch {
            return "\(command.words[0]) could not run: \(error)"
        }
    }

    /// Shared with the task that outlives the initializer, which cannot refer to the process itself.
    private final class Ending: Sendable {
        let sentence = Mutex<String?>(nil)
    }
}
