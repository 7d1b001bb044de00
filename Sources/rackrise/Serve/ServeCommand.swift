import ArgumentParser
import Glibc
import Logging
import NetIO
import OperatorFiles

/// `rackrise serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer machines that boot over the network, until stopped.",
        discussion: """
            Runs proxy-DHCP (UDP 67 and 4011), TFTP (UDP 69) and HTTP (TCP 8080) on the interfaces of the \
            configuration, beside the DHCP server that gives the addresses. Logs one line "ready" once every socket \
            answers.

              rackrise serve --interface eno2

            SIGTERM and SIGINT stop it, SIGHUP reads the configuration again. Changes of the database need neither.
            """)

    @Option(
        name: .customLong("interface"),
        help: ArgumentHelp(
            "Serve this interface instead of the configuration's; repeat for more.", valueName: "if"))
    var interfaces: [String] = []

    @Option(help: "The least severe messages to log.")
    var logLevel = LogLevel.info

    @OptionGroup var shared: SharedOptions

    enum LogLevel: String, ExpressibleByArgument, CaseIterable {
        case trace, debug, info, notice, warning, error
    }

    private enum Signal {
        case stop
        case reload
    }

    func run() async throws {
        SignalSource.ignoreBrokenPipes()
        DescriptorLimit.raise()
        // Unless it is told, the C library looks for a new time zone with every line of the log.
        setenv("TZ", ":/etc/localtime", 0)
        var logger = Logger(label: "rackrise") { label -> any LogHandler in
            if JournalLogHandler.isReadingStandardError { return JournalLogHandler() }
            return StreamLogHandler.standardError(label: label)
        }
        logger.logLevel = Logger.Level(rawValue: logLevel.rawValue) ?? .info
        var configuration = try settings()
        let (signals, sources) = Self.catchSignals()
        defer { withExtendedLifetime(sources) {} }
        let daemon = try await Daemon(configuration, logger: logger)
        logger.notice("ready", metadata: ["interfaces": "\(configuration.interfaces.joined(separator: " "))"])
        ServiceNotifier.notify("READY=1")
        for await signal in signals {
            guard signal == .reload else { break }
            do {
                configuration = try await daemon.reload(settings(), inForce: configuration)
            } catch {
                logger.error(
                    "the configuration is not taken over: \(CommandError(describing: error)?.message ?? "\(error)")"
                )
            }
        }
        ServiceNotifier.notify("STOPPING=1")
        await daemon.stop()
        logger.notice("stopped")
    }

    private func settings() throws -> Configuration {
        var configuration = try shared.configuration()
        if !interfaces.isEmpty { configuration.interfaces = interfaces }
        return configuration
    }

    private static func catchSignals() -> (AsyncStream<Signal>, [SignalSource]) {
        let (stream, continuation) = AsyncStream<Signal>.makeStream()
        let meanings: [(Int32, Signal)] = [(SIGTERM, .stop), (SIGINT, .stop), (SIGHUP, .reload)]
        let sources = meanings.map { number, signal in
            SignalSource(number, on: NetLoop.executor) { continuation.yield(signal) }
        }
        return (stream, sources)
    }
}
