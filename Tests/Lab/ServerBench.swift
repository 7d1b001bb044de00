public import Commands
import Foundation

/// A host for `rackrise serve` with some networks, and on each of them a client: no virtual machines, so it is fast.
///
/// The host's interface on network 0 is `lan0` with 192.168.77.1, on network 1 `lan1` with 192.168.78.1, and so on.
public struct ServerBench: Sendable {
    /// The host that Rackrise runs on.
    public let network: NetworkNamespace
    /// The client of each network.
    public let clients: [ClientHost]
    /// A directory for files of the test.
    public let directory: String
    /// What the next start is configured with.
    public var configuration: RackriseConfiguration

    /// The client of the first network.
    public var client: ClientHost { clients[0] }

    /// Sets a bench up, calls `body`, and takes everything down again however that ends.
    ///
    /// - Parameters:
    ///   - networks: How many networks the host serves.
    ///   - settings: Top-level lines of YAML for the server's configuration.
    public static func run<Result: Sendable>(
        networks: Int = 1, settings: String = "", body: (ServerBench) async throws -> Result
    ) async throws -> Result {
        try await Run.current.prepare()
        await MachineSlots.shared.acquire()
        let name = Run.current.uniqueName()
        let directory = "\(Checkout.lab)/\(name)"
        return try await withCleanup {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let network = try await NetworkNamespace.empty(name: name)
            var clients: [ClientHost] = []
            for number in 0..<networks {
                clients.append(try await ClientHost.plug(into: network, number: number))
            }
            let configuration = RackriseConfiguration(
                state: "\(directory)/state", interfaces: clients.map(\.serverPort), settings: settings)
            return try await body(
                ServerBench(
                    network: network, clients: clients, directory: directory, configuration: configuration))
        } cleanup: {
            for name in [name] + (0..<networks).map({ ClientHost.name(on: name, number: $0) }) {
                try? await NetworkNamespace(name: name).remove()
            }
            await MachineSlots.shared.release()
        }
    }

    /// Starts the server and returns once it is ready.
    ///
    /// - Parameters:
    ///   - environment: Further variables, each as `NAME=value`.
    ///   - wrapper: A command that runs the words behind it, such as `prlimit`.
    public func serve(environment: [String] = [], wrapper: [String] = []) async throws -> RackriseServer {
        try await RackriseServer.start(
            in: network, configuration: configuration, directory: directory,
            environment: environment + wrapper)
    }

    /// How `rackrise serve` ends that should not start.
    ///
    /// - Parameter wrapper: A command that runs the words behind it, such as `setpriv`.
    public func failedStart(
        _ configuration: RackriseConfiguration? = nil, wrapper: [String] = []
    ) async throws -> Command.Outcome {
        let path = "\(directory)/failing.yaml"
        try (configuration ?? self.configuration).write(to: path)
        let words = ["10"] + wrapper + [Checkout.rackrise, "serve", "--config", path]
        return try await network.command("timeout", words).outcome()
    }

    /// Starts another program on the host, until the bench is taken down, and waits for its log to hold `marker`.
    @discardableResult
    public func start(
        _ program: String, _ arguments: [String], in host: NetworkNamespace? = nil, waitingFor marker: String
    ) async throws -> ChildProcess {
        let process = try ChildProcess(
            (host ?? network).command(program, arguments),
            logPath: "\(directory)/\(program.split(separator: "/").last ?? "").log")
        try await process.log.wait(for: marker, within: .seconds(10), giveUp: { process.ending })
        return process
    }

    /// Starts a receiver for sd_notify(3) at `socket` on the host; what it hears is in its log.
    public func startNotificationSocket(_ socket: String) async throws -> ChildProcess {
        try await start(Checkout.probe, ["notify", socket, "15000"], waitingFor: "listening")
    }
}
