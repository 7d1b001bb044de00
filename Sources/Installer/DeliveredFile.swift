import Crypto
import InstallPlan
import NetTypes

/// A file of the plan with the node's values, ready to be put into the system at `/mnt`.
struct DeliveredFile: Sendable {
    /// The longest content in octets.
    static let limit = 1 << 20
    /// Octets in one `printf` of the shell.
    private static let chunk = 1024

    let path: String
    let content: [UInt8]
    let owner: FileOwner
    let mode: FileMode
    let digest: String

    /// Fills in the node's values.
    ///
    /// - Throws: `variable-missing`, `secret-missing`, or `file-mismatch` for a path that leads out of the system.
    init(_ file: PlannedFile, _ context: JobContext) throws {
        path = try file.path.expanded(with: context.values)
        switch file.source {
        case .content(let text): content = Array(try text.expanded(with: context.values).utf8)
        case .secret(let name):
            guard let value = context.secrets[name] else {
                throw InstallFailure(.secretMissing, "the secret \(name) is not stored")
            }
            content = value
        }
        owner = file.owner
        mode = file.mode
        digest = try SHA256.hex(of: content)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.hasPrefix("/"), !parts.isEmpty, parts.allSatisfy({ !["", ".", ".."].contains($0) }),
            !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw InstallFailure(.fileMismatch, "\(SeenText.clean(path)) is no path of a file") }
        guard content.count <= Self.limit else {
            throw InstallFailure(
                .fileMismatch, "\(path) has \(content.count) bytes; the limit is \(Self.limit)")
        }
    }

    /// Shell commands that write the content to standard output.
    ///
    /// `printf` is part of the shell, so that nothing of it shows in a process's arguments, and octal digits carry
    /// every octet.
    var printing: String {
        stride(from: 0, to: content.count, by: Self.chunk).map { start in
            let digits = content[start..<min(start + Self.chunk, content.count)].map { octet in
                let text = String(octet, radix: 8)
                return "\\" + String(repeating: "0", count: 3 - text.count) + text
            }
            return "printf '\(digits.joined())'\n"
        }.joined()
    }
}
