import BootModel
import Commands
import Foundation
import Store
import Testing

/// A state directory of its own, and the built `rackrise` to run on it.
final class Rack {
    /// What a command did.
    struct Result: Equatable {
        var status: Int32
        var out: String
        var error: String
    }

    let directory: URL
    var state: String { directory.appending(path: "state").path }

    /// Makes a state directory with these profiles; their images' files have the right lengths and no content.
    init(profiles: [String] = ["control-plane", "worker"]) throws {
        directory = URL.temporaryDirectory.appending(path: "rackrise-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        guard !profiles.isEmpty else { return }
        let database = try Database(stateDirectory: state)
        for profile in profiles {
            let image = Self.image(profile)
            try database.activate(image, for: profile, at: WallClock(milliseconds: 1))
            try makeFiles(of: image)
        }
    }

    /// Makes files as long as an image's.
    func makeFiles(of image: NetbootImage) throws {
        let directory = "\(state)/images/\(image.version)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for part in ImagePart.allCases {
            let path = "\(directory)/\(part.rawValue)"
            try Data().write(to: URL(filePath: path))
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.truncate(atOffset: image.file(part).size)
            try file.close()
        }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The database, for what no command writes.
    func database() throws -> Database { try Database(stateDirectory: state) }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        let file = directory.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Runs a statement in the `sqlite3` shell, as an operator does.
    func sqlite(_ statement: String) async throws {
        try await Command("sqlite3", ["\(state)/rackrise.db", statement]).run()
    }

    /// Runs a command on the state directory to its end.
    func run(_ arguments: String...) async throws -> Result {
        try await Self.run(arguments + ["--state", state, "--config", "/dev/null"])
    }

    /// Starts a command on the state directory.
    func start(_ arguments: String...) throws -> Dialogue {
        try Dialogue(Self.command(arguments + ["--state", state, "--config", "/dev/null"]))
    }

    /// Runs a command as it is.
    static func run(
        _ arguments: [String], wrapper: [String] = [], environment: [String: String] = [:],
        input: Data = Data()
    ) async throws -> Result {
        let command = try command(arguments, wrapper: wrapper, environment: environment)
        return Result(try await command.outcome(input: Array(input)))
    }

    /// Runs a command without root's power over files.
    static func runUnprivileged(_ arguments: [String]) async throws -> Result {
        let wrapper = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        return try await run(arguments, wrapper: geteuid() == 0 ? wrapper : [])
    }

    /// A command in an environment that is the same everywhere.
    ///
    /// - Parameter wrapper: A command that runs the words behind it.
    static func command(
        _ arguments: [String], wrapper: [String] = [], environment: [String: String] = [:]
    ) throws -> Command {
        let variables = environment.merging(["TZ": "UTC", "PATH": "/usr/bin:/bin"]) { $1 }
        let assignments = variables.map { "\($0)=\($1)" }
        return Command("env", ["-i"] + assignments + wrapper + [try program().path] + arguments)
    }

    /// The built program.
    static func program() throws -> URL {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "rackrise")
    }

    private static func image(_ profile: String) -> NetbootImage {
        let digit = profile == "worker" ? "a" : "b"
        let file = ImageFile(sha256: String(repeating: digit, count: 64), size: 1 << 20)
        return NetbootImage(
            version: String(repeating: digit, count: 64), kernel: file, initrd: file,
            commandLine: "init=/run/current/init",
            instructionSet: .x86)
    }
}

extension Rack.Result {
    /// What a command did that has ended.
    init(_ outcome: Command.Outcome) {
        self.init(status: outcome.status, out: outcome.output, error: outcome.errors)
    }

    /// A command that went well and printed this.
    static func done(_ out: String) -> Rack.Result { Rack.Result(status: 0, out: out, error: "") }

    /// A command that was refused with this sentence.
    static func refused(_ message: String) -> Rack.Result {
        Rack.Result(status: 2, out: "", error: "rackrise: \(message)\n")
    }

    /// A command that failed with this sentence.
    static func failed(_ message: String) -> Rack.Result {
        Rack.Result(status: 1, out: "", error: "rackrise: \(message)\n")
    }

    /// The output as JSON.
    func json() throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(out.utf8))
    }
}
