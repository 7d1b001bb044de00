import Foundation

/// The built `rackrise` binary, serving on a bench's wire, and its command line on the same state.
public struct RackriseServer: Sendable {
    private let directory: String
    private let configuration: String
    private let process: ChildProcess

    /// Everything the server logged.
    public var log: TextFile { process.log }

    /// Starts the server in `namespace`, until that is removed, and returns once it has logged `ready`.
    ///
    /// - Parameters:
    ///   - settings: Top-level lines of YAML, added to the state directory, the interface and the chainloaders.
    static func start(
        in namespace: NetworkNamespace, settings: String, directory: String
    ) async throws -> RackriseServer {
        guard FileManager.default.isExecutableFile(atPath: Checkout.rackrise) else {
            throw LabError("\(Checkout.rackrise) is not there; run `make build`")
        }
        let configuration = "\(directory)/rackrise.yaml"
        let text = """
            state: \(directory)/state
            interfaces: [\(NetworkNamespace.bridge)]
            chainloaders: { directories: [\(Checkout.chainloaders.joined(separator: ", "))] }
            \(settings)

            """
        try Data(text.utf8).write(to: URL(filePath: configuration))
        let process = try ChildProcess(
            namespace.command(Checkout.rackrise, ["serve", "--config", configuration]),
            logPath: "\(directory)/rackrise.log")
        try await process.log.wait(for: " ready", within: .seconds(15), giveUp: { process.ending })
        return RackriseServer(directory: directory, configuration: configuration, process: process)
    }

    /// `rackrise` with `arguments`, on this server's configuration and state.
    public func command(_ arguments: String...) -> Command {
        Command(Checkout.rackrise, arguments + ["--config", configuration])
    }

    /// Runs one statement in the `sqlite3` shell on the server's database, as an operator does by hand.
    public func sqlite(_ statement: String) async throws {
        try await Command("sqlite3", ["-cmd", ".timeout 5000", "\(directory)/state/rackrise.db", statement])
            .run()
    }
}
