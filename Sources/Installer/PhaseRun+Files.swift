import BootModel
import InstallPlan

extension PhaseRun {
    /// Writes the declared files and reads them back.
    ///
    /// Contents travel in the session and never stand in a file other than the declared one, which is made with mode
    /// 0600 beside its place and moved there.
    func writeFiles() async throws {
        let files = try deliveredFiles()
        guard !files.isEmpty else { return }
        var text = MachineScript.asset("files")
        for file in files {
            text +=
                MachineScript(
                    "begin\n{\n\(file.printing):\n} >\"$new\" || fail file-mismatch \"$path cannot be written\"\nfinish\n",
                    Self.parameters(file)
                ).rendered
        }
        try await direct(MachineScript(text))
        try await checkFiles(files, strictly: false)
        await tell(.done, "files: \(files.count) written and read back")
    }

    /// Gives files to their owners once the system's users exist.
    func settleOwners() async throws {
        let files = try deliveredFiles()
        guard !files.isEmpty else { return }
        var text = MachineScript.asset("files")
        for file in files { text += MachineScript("settle\n", Self.parameters(file)).rendered }
        try await direct(MachineScript(text))
    }

    /// Reads the files back and compares them with the plan.
    ///
    /// Before the system's users exist, a file whose owner is not known yet may belong to root.
    func checkFiles(_ files: [DeliveredFile], strictly: Bool) async throws {
        guard !files.isEmpty else { return }
        var text = MachineScript.asset("files")
        for file in files { text += MachineScript("show\n", Self.parameters(file)).rendered }
        let lines = MachineReport.lines(try await direct(MachineScript(text)))
            .filter { $0.key == "file" }.map(\.value)
        guard lines.count == files.count else {
            throw InstallFailure(.fileMismatch, "\(lines.count) of \(files.count) files could be read back")
        }
        for (file, line) in zip(files, lines) { try Self.compare(file, line, strictly: strictly) }
    }

    func deliveredFiles() throws -> [DeliveredFile] {
        try context.plan.files.map { try DeliveredFile($0, context) }
    }

    private static func parameters(_ file: DeliveredFile) -> KeyValuePairs<String, String> {
        [
            "path": file.path, "user": file.owner.user, "group": file.owner.group, "mode": "\(file.mode)",
        ]
    }

    /// A line says: mode, user, group, size, the wanted user and group in numbers or `-`, digest.
    private static func compare(_ file: DeliveredFile, _ line: String, strictly: Bool) throws {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 7 else {
            throw InstallFailure(.fileMismatch, "\(file.path): \(SeenText.clean(line))")
        }
        guard words[3] == "\(file.content.count)", words[6] == file.digest else {
            throw InstallFailure(.fileMismatch, "\(file.path) has another content than the declared one")
        }
        for (index, name) in [(4, file.owner.user), (5, file.owner.group)]
        where strictly && words[index] == "-" {
            throw InstallFailure(.fileMismatch, "\(file.path): the system has no user or group \(name)")
        }
        let isUnknown = words[4] == "-" || words[5] == "-"
        let isOwned = isUnknown || (words[1] == words[4] && words[2] == words[5])
        guard isOwned, isUnknown || UInt16(words[0], radix: 8) == file.mode.bits else {
            throw InstallFailure(
                .fileMismatch,
                "\(file.path) has mode \(words[0]) and owner \(words[1]):\(words[2]), not \(file.mode) and \(file.owner)"
            )
        }
    }
}
