import Subprocess
import SystemPackage

/// A command that runs to its end, found in `PATH` or by its absolute path.
public struct Command: Sendable {
    /// How a command ended and what it printed.
    public struct Outcome: Sendable {
        /// The exit code; 128 plus its number for a signal.
        public let status: Int32
        /// Standard output.
        public let output: String
        /// Standard error.
        public let errors: String
    }

    /// Neither stream of a lab command is longer than this many bytes.
    private static let outputLimit = 4 << 20

    /// The program and its arguments.
    public let words: [String]

    /// A command from a program and its arguments.
    public init(_ program: String, _ arguments: [String] = []) {
        words = [program] + arguments
    }

    /// Runs the command in `directory` and returns how it ended, whatever its exit code.
    public func outcome(in directory: String? = nil) async throws -> Outcome {
        let result = try await Subprocess.run(
            executable(), arguments: Arguments(Array(words.dropFirst())),
            workingDirectory: directory.map { .init($0) },
            output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
        return Outcome(
            status: Self.exitCode(result.terminationStatus), output: result.standardOutput,
            errors: result.standardError)
    }

    /// Runs the command in `directory` and returns what it printed; throws unless it exits with 0.
    @discardableResult
    public func run(in directory: String? = nil) async throws -> String {
        let outcome = try await outcome(in: directory)
        guard outcome.status == 0 else {
            throw LabError(
                "`\(words.joined(separator: " "))` ended with \(outcome.status)",
                evidence: outcome.errors + outcome.output)
        }
        return outcome.output
    }

    static func exitCode(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    func executable() -> Executable {
        let program = words[0]
        return program.hasPrefix("/") ? .path(.init(program)) : .name(program)
    }
}
