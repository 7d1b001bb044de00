import ArgumentParser
import Foundation
import ImageStore
import OperatorFiles

/// `rackrise profile import`.
struct ImportProfiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take an image builder's output: bzImage, initrd and netboot.ipxe.",
        usage: """
            rackrise profile import <name> <directory> [--cmdline <arguments>] [--sha256 <file>]
            rackrise profile import --all [<directory>] [--sha256 <file>]
            """,
        discussion: """
            The kernel's arguments come from netboot.ipxe, or from the init link and kernel-params of nixos-images, or \
            from --cmdline. With --all, every folder in the directory (default assets/nixos) becomes a profile of its \
            name.

              rackrise profile import worker ./result
              rackrise profile import --all
            """)

    @Argument(
        help: "The profile's name and the builder's directory; with --all only a directory.",
        completion: .directory)
    var words: [String] = []

    @Flag(help: "Import every folder in the directory.")
    var all = false

    @Option(help: ArgumentHelp("The kernel's arguments, instead of netboot.ipxe's.", valueName: "arguments"))
    var cmdline: String?

    @Option(
        name: .customLong("sha256"),
        help: ArgumentHelp(
            "A list of digests as sha256sum writes it, which the files must match.", valueName: "file"),
        completion: .file())
    var digestList: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    /// Where `--all` looks when no directory is given.
    private static let dropFolder = "assets/nixos"

    func validate() throws {
        if all, words.count > 1 {
            throw ValidationError("--all takes one directory, or none for \(Self.dropFolder).")
        }
        if all, cmdline != nil { throw ValidationError("--cmdline is for one profile; leave out --all.") }
        if !all, words.count != 2 {
            throw ValidationError("Give a profile's name and a directory, or --all.")
        }
    }

    func run() throws {
        let sources = all ? try folders(in: words.first ?? Self.dropFolder) : [(words[0], words[1])]
        let library = ProfileLibrary(
            database: try shared.databaseOrNew(), stateDirectory: try shared.configuration().state)
        let options = ImportOptions(commandLine: cmdline, digestList: digestList)
        var records: [ImportRecord] = []
        var failures: [CommandError] = []
        for (name, directory) in sources {
            var progress = ProgressLine("importing \(name)")
            do {
                defer { progress.end() }
                let imported = try library.importImage(name, from: directory, options) {
                    progress.show($0, of: $1)
                }
                records.append(ImportRecord(profile: name, imported))
            } catch {
                guard let failure = CommandError(describing: error) else { throw error }
                failures.append(failure)
                if all { Console.writeError("profile \(name): \(failure.message)") }
            }
            if !json.isOn, let record = records.last, record.profile == name { try report(record) }
        }
        if json.isOn { try Console.write([JSON.document(records)]) }
        if let failure = failures.first {
            guard all else { throw failure }
            throw CommandError(
                exitCode: failure.exitCode,
                message: "\(failures.count) of \(sources.count) profiles were not imported")
        }
    }

    private func report(_ record: ImportRecord) throws {
        for warning in record.warnings { Console.writeError("warning: \(warning)") }
        let size = ByteCount.text(record.image.kernel.size + record.image.initrd.size)
        let state = record.alreadyPresent ? "unchanged content" : size
        try Console.write([
            "profile \(record.profile) boots image \(record.image.version.prefix(12)) (\(state))"
        ])
    }

    /// Every folder by name; hidden ones and files are none.
    private func folders(in directory: String) throws -> [(String, String)] {
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: directory) else {
            throw CommandError.refused(
                "there is no directory \(directory); name the image builder's drop folder")
        }
        let folders = names.sorted().filter { name in
            var isDirectory: ObjCBool = false
            return !name.hasPrefix(".")
                && files.fileExists(atPath: "\(directory)/\(name)", isDirectory: &isDirectory)
                && isDirectory.boolValue
        }
        guard !folders.isEmpty else {
            throw CommandError.refused(
                "\(directory) has no folders; each holds one profile's bzImage, initrd and netboot.ipxe")
        }
        return folders.map { ($0, "\(directory)/\($0)") }
    }
}
