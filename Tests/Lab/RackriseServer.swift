public import Commands
import Foundation

/// The built `rackrise` binary, serving in a namespace, and its command line on the same state.
public struct RackriseServer: Sendable {
    /// Its state directory.
    public let state: String
    private let configuration: String
    private let process: ChildProcess
    private let start: @Sendable (_ logPath: String) throws -> ChildProcess

    /// Everything the server logged.
    public var log: TextFile { process.log }

    /// Starts the server in `namespace`, until that is removed, and returns once it has logged `ready`.
    ///
    /// - Parameters:
    ///   - configuration: Written to `rackrise.yaml` in `directory`.
    ///   - environment: Further variables, each as `NAME=value`.
    static func start(
        in namespace: NetworkNamespace, configuration: RackriseConfiguration, directory: String,
        environment: [String] = []
    ) async throws -> RackriseServer {
        guard FileManager.default.isExecutableFile(atPath: Checkout.rackrise) else {
            throw LabError("\(Checkout.rackrise) is not there; run `make build`")
        }
        let path = "\(directory)/rackrise.yaml"
        try configuration.write(to: path)
        let start: @Sendable (String) throws -> ChildProcess = {
            try ChildProcess(
                namespace.command("env", environment + [Checkout.rackrise, "serve", "--config", path]),
                logPath: $0)
        }
        let server = RackriseServer(
            state: configuration.state, configuration: path, process: try start("\(directory)/rackrise.log"),
            start: start)
        try await server.waitForLog(" ready")
        return server
    }

    /// Kills the server without warning, starts it again on the same state, and returns the new one once it is ready.
    ///
    /// - Parameter between: Called while no server runs.
    public func killAndStartAgain(between: () async throws -> Void = {}) async throws -> RackriseServer {
        process.signal(SIGKILL)
        _ = try await waitForExit()
        try await between()
        let server = RackriseServer(
            state: state, configuration: configuration, process: try start("\(log.path).again"), start: start)
        try await server.waitForLog(" ready")
        return server
    }

    /// `rackrise` with `arguments`, on this server's configuration and state.
    public func command(_ arguments: String...) -> Command { command(arguments) }

    func command(_ arguments: [String]) -> Command {
        Command(Checkout.rackrise, arguments + ["--config", configuration])
    }

    /// Runs one statement in the `sqlite3` shell on the server's database, as an operator does by hand.
    @discardableResult
    public func sqlite(_ statement: String) async throws -> String {
        try await Command("sqlite3", ["-cmd", ".timeout 5000", "\(state)/rackrise.db", statement]).run()
    }

    /// Sends the server a signal.
    public func signal(_ number: Int32) { process.signal(number) }

    /// Waits until the server has ended and returns its exit code.
    public func waitForExit(within patience: Duration = .seconds(10)) async throws -> Int32 {
        try await process.waitForExit(within: patience)
    }

    /// Waits for a line of the log that holds `marker`.
    @discardableResult
    public func waitForLog(_ marker: String) async throws -> String {
        try await process.log.wait(for: marker, within: .seconds(15), giveUp: { process.ending })
    }

    /// Puts another configuration in place and has the server read it, and waits for a log line with `marker`.
    public func reload(_ configuration: RackriseConfiguration, waitingFor marker: String) async throws {
        try configuration.write(to: self.configuration)
        process.signal(SIGHUP)
        try await waitForLog(marker)
    }
}
