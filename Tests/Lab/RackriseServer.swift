import Foundation

/// The built `rackrise` binary, serving on a bench's wire, and its command line on the same state.
public struct RackriseServer: Sendable {
    /// The configuration it runs with.
    public let configuration: String

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
        try await process.log.wait(for: "ready", within: .seconds(15), giveUp: { process.ending })
        return RackriseServer(configuration: configuration, process: process)
    }

    /// `rackrise` with `arguments`, on this server's configuration and state.
    public func command(_ arguments: String...) -> Command {
        Command(Checkout.rackrise, arguments + ["--config", configuration])
    }

    /// The server's database, for the `sqlite3` shell.
    public func database() throws -> String {
        let state =
            URL(filePath: configuration).deletingLastPathComponent().path(percentEncoded: false) + "state"
        let names = try FileManager.default.contentsOfDirectory(atPath: state).filter {
            $0.hasSuffix(".sqlite")
        }
        guard let name = names.first, names.count == 1 else {
            throw LabError("\(state) holds \(names.count) files *.sqlite instead of one")
        }
        return "\(state)/\(name)"
    }
}
