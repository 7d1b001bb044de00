import ArgumentParser
import BootServer
import Foundation
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
            With --json it prints the settings as the daemon will use them, defaults included.

              rackrise config check --config ./rackrise.yaml
            """)

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let configuration = try shared.configuration()
        let cache = try configuration.binaryCache()
        if let cache, !cache.isFilled { Console.writeError(cache.emptyNotice) }
        if json.isOn { return try Console.write([JSON.document(ConfigurationRecord(configuration))]) }
        let path = shared.configurationPath ?? Configuration.defaultPath
        let exists = FileManager.default.fileExists(atPath: path)
        try Console.write([
            exists ? "\(path): no mistakes" : "\(path) does not exist; the built-in defaults apply"
        ])
    }
}
