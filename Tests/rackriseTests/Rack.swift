import BootModel
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
    func sqlite(_ statement: String) throws {
        let shell = try Process.run(
            URL(filePath: "/usr/bin/sqlite3"), arguments: ["\(state)/rackrise.db", statement])
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
    }

    /// Runs a command on the state directory to its end.
    func run(_ arguments: String...) throws -> Result {
        try Self.run(arguments + ["--state", state, "--config", "/dev/null"])
    }

    /// Runs a command as it is.
    static func run(
        _ arguments: [String], program: URL? = nil, environment: [String: String] = [:],
        input: FileHandle = .nullDevice
    ) throws -> Result {
        let (process, out, error) = try start(
            arguments, program: program, environment: environment, input: input)
        // The outputs are shorter than a pipe's buffer or are read in this order to their end.
        let outData = try out.fileHandleForReading.readToEnd() ?? Data()
        let errorData = try error.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, out: String(decoding: outData, as: UTF8.self),
            error: String(decoding: errorData, as: UTF8.self))
    }

    /// Runs a command without root's power over files.
    static func runUnprivileged(_ arguments: [String]) throws -> Result {
        let unprivileged = ["--reuid", "65534", "--regid", "65534", "--clear-groups", try program().path]
        return geteuid() == 0
            ? try run(unprivileged + arguments, program: URL(filePath: "/usr/bin/setpriv"))
            : try run(arguments)
    }

    /// Starts a command, with its output to a pipe or to a file.
    static func start(
        _ arguments: [String], program: URL? = nil, environment: [String: String] = [:],
        input: FileHandle = .nullDevice, out file: FileHandle? = nil
    ) throws -> (Process, out: Pipe, error: Pipe) {
        let process = Process()
        process.executableURL = try program ?? Self.program()
        process.arguments = arguments
        process.environment = environment.merging(["TZ": "UTC", "PATH": "/usr/bin:/bin"]) { $1 }
        let out = Pipe()
        let error = Pipe()
        process.standardOutput = file ?? out
        process.standardError = error
        process.standardInput = input
        try process.run()
        return (process, out, error)
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
