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
    func database() throws -> Database {
        try existing { try Database(stateDirectory: $0, writer: Self.user) }
    }

    private func existing(_ open: (_ stateDirectory: String) throws -> Database) throws -> Database {
        let state = try configuration().state
        guard try Self.hasDatabase(state) else {
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
        let state = try configuration().state
        _ = try Self.hasDatabase(state)
        return try Database(stateDirectory: state, writer: Self.user)
    }

    /// Who types, for the timelines: with sudo the person behind it.
    private static var user: String? {
        let environment = ProcessInfo.processInfo.environment
        return ["SUDO_USER", "USER"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty && $0.utf8.count <= 64 }.map(TerminalText.printable)
    }

    /// Whether there is a database in a state directory.
    ///
    /// - Throws: What keeps this user from looking, which is not the same as that there is none.
    private static func hasDatabase(_ state: String) throws -> Bool {
        let path = "\(state)/rackrise.db"
        if access(path, R_OK) == 0 { return true }
        let (code, reason) = (errno, String(cString: strerror(errno)))
        guard code != ENOENT else { return false }
        let remedy =
            code == EACCES
            ? "run the command with sudo, or as the user of rackrise serve"
            : "name the state directory with --state or in the configuration"
        throw CommandError.failed("cannot read \(path) (\(reason)); \(remedy)")
    }
}
