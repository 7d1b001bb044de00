import Glibc
import Subprocess
import Synchronization

/// A command that runs while a test talks with it.
///
/// It never outlives its patience: then it is killed with its whole process group, and every wait for it throws. The
/// same happens to it when the task that waits for its outcome is cancelled and when nobody holds the dialogue any more.
public final class Dialogue: Sendable {
    /// How often a wait looks at what was printed.
    private static let interval = Duration.milliseconds(10)

    private static let ignoresBrokenPipes: Bool = {
        // A command that ends before it has read all its input is no reason for the tests to end.
        Glibc.signal(SIGPIPE, SIG_IGN)
        return true
    }()

    private let command: Command
    private let record = Record()
    private let keyboard: AsyncStream<[UInt8]>.Continuation
    private let life: Task<Int32, any Error>

    /// Starts a command in `directory`.
    ///
    /// - Parameters:
    ///   - input: All of its standard input; without it, that is what is written, and stays open.
    ///   - patience: How long it may take from now.
    public init(
        _ command: Command, in directory: String? = nil, input: [UInt8]? = nil,
        within patience: Duration = Command.patience
    ) {
        precondition(Self.ignoresBrokenPipes)
        self.command = command
        let (typed, keyboard) = AsyncStream.makeStream(of: [UInt8].self)
        self.keyboard = keyboard
        if let input {
            keyboard.yield(input)
            keyboard.finish()
        }
        let running = RunningCommand(
            command: command, directory: directory, typed: typed, awaitsInput: input != nil, record: record)
        life = Task { try await running.live(within: patience) }
    }

    deinit { life.cancel() }

    /// Writes to the command's standard input, behind all that was written before.
    public func write(_ text: String) { keyboard.yield(Array(text.utf8)) }

    /// Sends a signal to the command as soon as it runs, unless it has ended.
    public func signal(_ number: Int32) async throws {
        while true {
            let isOver = record.state.withLock { state in
                guard !state.hasEnded else { return true }
                guard let process = state.process else { return false }
                kill(process, number)
                return true
            }
            if isOver { return }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Waits until all of standard output so far is what a test wants to see, and returns it.
    @discardableResult
    public func output(until isEnough: (String) -> Bool) async throws -> String {
        try await text(\.output, until: isEnough)
    }

    /// Waits until all of standard error so far is what a test wants to see, and returns it.
    @discardableResult
    public func errors(until isEnough: (String) -> Bool) async throws -> String {
        try await text(\.errors, until: isEnough)
    }

    /// Waits for the command's end.
    public func outcome() async throws -> Command.Outcome {
        let status = try await withTaskCancellationHandler {
            try await life.value
        } onCancel: {
            life.cancel()
        }
        return record.state.withLock {
            .init(status: status, octets: $0.output, errors: String(decoding: $0.errors, as: UTF8.self))
        }
    }

    private func text(
        _ stream: KeyPath<Record.State, [UInt8]>, until isEnough: (String) -> Bool
    ) async throws -> String {
        while true {
            let (octets, hasEnded) = record.state.withLock { ($0[keyPath: stream], $0.hasEnded) }
            let text = String(decoding: octets, as: UTF8.self)
            if isEnough(text) { return text }
            guard !hasEnded else {
                _ = try await life.value
                throw CommandFailure(
                    command, "ended before it printed what is waited for", printed: record.printed)
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
