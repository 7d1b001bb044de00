import Glibc

/// Operations on directories that keep a crash from leaving half of something.
enum Directory {
    /// The names in a directory, sorted, without `.` and `..`.
    static func names(in path: String) throws(ImageStoreError) -> [String] {
        guard let stream = opendir(path) else { throw .system(action: "list \(path)", errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a directory that everybody may read, and its parents; one that exists is fine.
    static func make(_ path: String) throws(ImageStoreError) {
        guard mkdir(path, 0o755) != 0 else {
            // Whatever the umask is.
            try SystemCall.run("set the mode of \(path)") { chmod(path, 0o755) }
            return
        }
        let error = errno
        if error == EEXIST, isDirectory(path) { return }
        guard error == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw .system(action: "make \(path)", errno: error)
        }
        try make(String(path[..<slash]))
        try SystemCall.run("make \(path)") { mkdir(path, 0o755) }
    }

    /// Whether there is a directory.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Moves a directory to a name that is free or an empty directory.
    static func rename(_ old: String, to new: String) throws(ImageStoreError) {
        try SystemCall.run("rename \(old) to \(new)") { Glibc.rename(old, new) }
    }

    /// Removes a directory of files; one that is gone is fine.
    static func remove(_ path: String) throws(ImageStoreError) {
        guard isDirectory(path) else { return }
        for name in try names(in: path) {
            try SystemCall.run("remove \(path)/\(name)") { unlink("\(path)/\(name)") }
        }
        try SystemCall.run("remove \(path)") { rmdir(path) }
    }

    /// Waits until the directory's entries are on the disk.
    static func synchronize(_ path: String) throws(ImageStoreError) {
        try File(reading: path).synchronize()
    }

    /// The text of a symbolic link, or nil when there is none.
    static func linkText(_ path: String) -> String? {
        let text = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = max(
                0,
                buffer.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { readlink(path, $0, text.count) } ?? 0
                })
        }
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }
}
