public import InstallPlan
import Yams

extension InstallPlan {
    /// The longest plan, in octets; a longer one is the wrong file.
    private static let lengthLimit = 256 << 10

    private static let keys = [
        "installer", "login", "system", "disk", "layout", "copy", "files", "verify", "confirm", "phases",
    ]

    /// Reads the file at `path`.
    ///
    /// - Throws: Every mistake in the file, or the reason why it cannot be read.
    public static func load(path: String) throws(OperatorFileError) -> InstallPlan {
        try InstallPlan(yaml: OperatorFile.text(at: path, limit: lengthLimit), file: path)
    }

    /// Reads a plan; keys that are not in it have their standard values.
    ///
    /// A plan's canonical form is read too.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name to use in messages.
    /// - Throws: Every mistake, each with its line, key path, value and remedy. Broken rules between several values
    ///   are looked for when every value is good.
    public init(yaml: String, file: String) throws(OperatorFileError) {
        var reader = YAMLReader(file: file)
        let document = try YAMLDocument(yaml, file: file).root
        let root = reader.section(document, keys: Self.keys)
        self.init(system: Template(""))
        if let system = root["system"] {
            reader.read(system, .text, into: &self.system)
        } else if reader.problems.isEmpty {
            reader.report(
                line: nil,
                "system is missing; write the store path of the system to install, or ${var.system}")
        }
        reader.read(root["installer"], .profileName, into: &installer)
        readLogin(root["login"], &reader)
        readDisk(root["disk"], &reader)
        readLayout(root["layout"], &reader)
        readCopy(root["copy"], &reader)
        files = reader.plannedFiles(root["files"])
        readVerify(root["verify"], &reader)
        readConfirm(root["confirm"], &reader)
        readPhases(root["phases"], &reader)
        try reader.finish()
        let lines = document?.lines ?? [:]
        for complaint in complaints {
            reader.report(line: Self.line(of: complaint.path, in: lines), complaint.message)
        }
        try reader.finish()
    }

    /// The line of a key path, or of the nearest section around it.
    private static func line(of path: String, in lines: [String: Int]) -> Int? {
        var path = path[...]
        while !path.isEmpty {
            if let line = lines[String(path)] { return line }
            let end = path.lastIndex { $0 == "." || $0 == "[" } ?? path.startIndex
            path = path[..<end]
        }
        return nil
    }

    private mutating func readLogin(_ value: YAMLValue?, _ reader: inout YAMLReader) {
        let section = reader.section(value, keys: ["user", "become", "trust"])
        reader.read(section["user"], .userName, into: &login.user)
        reader.read(section["become"], .word, into: &login.become)
        reader.read(section["trust"], .word, into: &login.trust)
    }

    private mutating func readDisk(_ value: YAMLValue?, _ reader: inout YAMLReader) {
        let section = reader.section(
            value,
            keys: [
                "serial", "wwn", "byId", "minSize", "maxSize", "rotational", "empty", "removable", "count",
            ])
        reader.read(section["serial"], .text, into: &disk.serial)
        reader.read(section["wwn"], .text, into: &disk.wwn)
        reader.read(section["byId"], .text, into: &disk.byID)
        reader.read(section["minSize"], .size, into: &disk.leastSize)
        reader.read(section["maxSize"], .size, into: &disk.mostSize)
        reader.read(section["rotational"], .flag, into: &disk.isRotational)
        reader.read(section["empty"], .flag, into: &disk.isEmpty)
        reader.read(section["removable"], .flag, into: &disk.allowsRemovable)
        reader.read(section["count"], .number(1...DiskSelector.countLimit), into: &disk.count)
    }

    private mutating func readLayout(_ value: YAMLValue?, _ reader: inout YAMLReader) {
        if value?.node.scalar?.string == "none" {
            layout = nil
            return
        }
        var layout = DiskLayout()
        let section = reader.section(value, keys: ["esp", "swap", "root"])
        reader.read(section["esp"], .size, into: &layout.esp)
        reader.read(section["swap"], .size, into: &layout.swap)
        reader.read(section["root"], .word, into: &layout.root)
        self.layout = layout
    }

    private mutating func readCopy(_ value: YAMLValue?, _ reader: inout YAMLReader) {
        let section = reader.section(value, keys: ["mode", "caches", "keys"])
        var mode = CopyWord.push
        reader.read(section["mode"], .word, into: &mode)
        var caches: [Template] = []
        var keys: [String] = []
        reader.read(section["caches"], setOf: .url, into: &caches)
        reader.read(section["keys"], setOf: .cacheKey, into: &keys)
        switch mode {
        case .pull: copy = .pull(caches: caches, keys: keys)
        case .push:
            copy = .push
            for entry in [section["caches"], section["keys"]] {
                guard let entry else { continue }
                reader.report(line: entry.line, "\(entry.path) is for mode: pull; write that, or remove it")
            }
        }
    }

    /// The values of `copy.mode`.
    private enum CopyWord: String, CaseIterable {
        case push
        case pull
    }
}
