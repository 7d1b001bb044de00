import ArgumentParser
import Foundation
import OperatorFiles
import Store

/// Where the settings and the data are: options of every command.
struct SharedOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration file (default: \(Configuration.defaultPath)).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var configurationPath: String?

    @Option(
        name: .customLong("state"),
        help: ArgumentHelp("The state directory, instead of the configuration's.", valueName: "directory"),
        completion: .directory)
    var stateDirectory: String?

    /// The settings: the file's, with the options in their place.
    func configuration() throws -> Configuration {
        var configuration = try Configuration.load(path: configurationPath)
        if let stateDirectory { configuration.state = stateDirectory }
        return configuration
    }

    /// The database, which must exist.
    func database() throws -> Database { try existing { try Database(stateDirectory: $0) } }

    private func existing(_ open: (_ stateDirectory: String) throws -> Database) throws -> Database {
        let state = try configuration().state
        guard FileManager.default.fileExists(atPath: state + "/rackrise.db") else {
            throw CommandError.failed(
                "there is no database in \(state) yet; rackrise serve or rackrise profile import makes it, or name "
                    + "another directory with --state")
        }
        return try open(state)
    }

    /// The database for a command that only reads: it must exist, and need not be writable.
    func databaseForReading() throws -> Database {
        let database = try existing { try Database.forReading(stateDirectory: $0) }
        if let notice = database.notice { Console.writeError(notice) }
        return database
    }

    /// The database, made when it is missing.
    func databaseOrNew() throws -> Database {
        try Database(stateDirectory: configuration().state)
    }
}
