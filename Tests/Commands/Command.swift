public import Subprocess
import SystemPackage

/// A command that runs to its end, found in `PATH` or by its absolute path.
public struct Command: Sendable {
    /// How a command ended and what it printed.
    public struct Outcome: Sendable {
        /// The exit code; 128 plus its number for a signal.
        public let status: Int32
        /// The octets of its standard output.
        public let octets: [UInt8]
        /// Standard error.
        public let errors: String

        /// Standard output.
        public var output: String { String(decoding: octets, as: UTF8.self) }
    }

    /// How long a command may take that names no time: far longer than any of these needs, also where its end is noticed
    /// minutes late because other tests have the few threads that all share.
    public static let patience = Duration.seconds(600)

    /// The program and its arguments.
    public let words: [String]

    /// A command from a program and its arguments.
    public init(_ program: String, _ arguments: [String] = []) {
        words = [program] + arguments
    }

    /// Runs the command in `directory` and returns how it ended, whatever its exit code.
    ///
    /// - Parameters:
    ///   - input: What it finds on its standard input.
    ///   - patience: After this time it is killed with its process group, and the error tells what it had printed.
    public func outcome(
        in directory: String? = nil, input: [UInt8] = [], within patience: Duration = patience
    ) async throws -> Outcome {
        try await Dialogue(self, in: directory, input: input, within: patience).outcome()
    }

    /// Runs the command as `outcome` does and returns what it printed; throws unless it exits with 0.
    @discardableResult
    public func run(
        in directory: String? = nil, input: [UInt8] = [], within patience: Duration = patience
    ) async throws -> String {
        let outcome = try await outcome(in: directory, input: input, within: patience)
        guard outcome.status == 0 else {
            throw CommandFailure(
                self, "ended with \(outcome.status)", printed: outcome.errors + outcome.output)
        }
        return outcome.output
    }

    /// A process's end as a shell tells it.
    public static func exitCode(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// The program, as it is looked for.
    public var executable: Executable {
        let program = words[0]
        return program.hasPrefix("/") ? .path(.init(program)) : .name(program)
    }
}
