import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A child process whose output is taken while it runs.
enum ChildRun {
    /// How it ended and the beginning of its standard error.
    struct Ending: Sendable {
        let status: TerminationStatus
        let errors: String
    }

    /// What is kept of standard error, in octets.
    private static let errorLimit = 1 << 14
    /// How long it may take to obey SIGTERM, with everything it started.
    private static let patience = Duration.seconds(3)

    /// Runs a program with `input` on its standard input; ends it, with its whole group, when the task is cancelled.
    static func run(
        _ program: String, _ arguments: [String], environment: Environment, input: [UInt8] = [],
        output: @escaping @Sendable ([UInt8]) -> Void, errorOutput: (@Sendable ([UInt8]) -> Void)? = nil
    ) async throws -> Ending {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: patience)
        ]
        let errors = Beginning()
        let result = try await Subprocess.run(
            program.hasPrefix("/") ? .path(.init(program)) : .name(program), arguments: Arguments(arguments),
            environment: environment, platformOptions: options, input: .inputWriter, output: .sequence,
            error: .sequence
        ) { execution in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let writer = execution.standardInputWriter
                group.addTask {
                    // A program that ends before it has read everything says why on standard error.
                    _ = try? await writer.write(input)
                    try? await writer.finish()
                }
                let errorStream = execution.standardError
                group.addTask {
                    for try await buffer in errorStream {
                        let octets = buffer.withUnsafeBytes { Array($0) }
                        errorOutput?(octets)
                        errors.add(octets)
                    }
                }
                for try await buffer in execution.standardOutput {
                    output(buffer.withUnsafeBytes { Array($0) })
                }
                try await group.waitForAll()
            }
        }
        try Task.checkCancellation()
        return Ending(
            status: result.terminationStatus,
            errors: String(decoding: errors.octets, as: UTF8.self))
    }

    /// The first octets of a stream.
    private final class Beginning: Sendable {
        private let kept = Mutex<[UInt8]>([])

        var octets: [UInt8] { kept.withLock { $0 } }

        func add(_ octets: [UInt8]) {
            kept.withLock { $0 += octets.prefix(max(0, errorLimit - $0.count)) }
        }
    }
}
