import Foundation

/// The text of a file that an operator wrote.
enum OperatorFile {
    /// Reads a whole file.
    ///
    /// - Throws: One problem when it is missing, unreadable, longer than `limit` bytes or not UTF-8.
    static func text(at path: String, limit: Int) throws(OperatorFileError) -> String {
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw OperatorFileError([FileProblem(file: path, line: nil, message: reason(error))])
        }
        guard data.count <= limit else {
            throw OperatorFileError([
                FileProblem(
                    file: path, line: nil, message: "the file is longer than \(limit >> 20) MiB; split it")
            ])
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw OperatorFileError([
                FileProblem(file: path, line: nil, message: "the file is not UTF-8 text; save it as UTF-8")
            ])
        }
        return text
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        guard underlying.domain == NSPOSIXErrorDomain else {
            return "the file cannot be read (\(error.localizedDescription)); check its name"
        }
        switch underlying.code {
        case Int(ENOENT), Int(ENOTDIR): return "there is no such file; check the path"
        case Int(EACCES), Int(EPERM):
            return "the file may not be read by this user; change its mode or use sudo"
        case Int(EISDIR): return "this is a directory; name the file in it"
        case let code:
            return "the file cannot be read (\(String(cString: strerror(Int32(code))))); check the disk"
        }
    }
}
