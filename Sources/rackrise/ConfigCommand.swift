import ArgumentParser
import BootServer
import Foundation
import NetIO
import OperatorFiles

/// `rackrise config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The daemon's settings.", subcommands: [ConfigCheck.self])
}

/// `rackrise config check`.
struct ConfigCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the configuration file and name every mistake in it.",
        discussion: """
            It looks at what the file names on this host too: interfaces, chainloaders, the binary cache. Whether the \
            ports are free and may be opened shows only when rackrise serve starts.

            With --json it prints the settings as the daemon will use them, defaults included.

              rackrise config check --config ./rackrise.yaml
            """)

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let configuration = try shared.configuration()
        let cache = try configuration.binaryCache()
        if let cache, !cache.isFilled { Console.writeError(cache.emptyNotice) }
        try configuration.chainloaderLibrary().warnings.forEach(Console.writeError)
        if configuration.interfaces.isEmpty {
            Console.writeError("interfaces names none, so rackrise serve needs --interface")
        } else {
            _ = try InterfaceChoice(configuration: configuration).interfaces(among: NetworkInterface.all())
        }
        if json.isOn { return try Console.write([JSON.document(ConfigurationRecord(configuration))]) }
        let path = shared.configurationPath ?? Configuration.defaultPath
        let exists = FileManager.default.fileExists(atPath: path)
        try Console.write([
            exists
                ? "\(path): no mistakes; whether its ports are free shows when rackrise serve starts"
                : "\(path) does not exist; the built-in defaults apply"
        ])
    }
}
