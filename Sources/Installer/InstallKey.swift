import Glibc
import NetTypes
import Subprocess
import SystemPackage

/// The key pair with which Rackrise logs in to machines, kept in the state directory.
public struct InstallKey: Hashable, Sendable {
    /// A key pair that cannot be used, in words.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong and what to do.
        public let description: String
    }

    /// The path of the private half, readable by its owner only.
    public let privatePath: String
    /// The public half as one line of an `authorized_keys` file, without a line end.
    public let publicLine: String

    /// Reads `install.key` and `install.key.pub`, or has `ssh-keygen` make them.
    public static func load(stateDirectory: String) async throws -> InstallKey {
        let path = "\(stateDirectory)/install.key"
        if access(path, F_OK) != 0 { try await make(path, in: stateDirectory) }
        let file = SmallFile(path + ".pub")
        guard let line = file.text?.split(separator: "\n").first, HostKey(String(line)) != nil else {
            throw Failure(
                description:
                    "\(path).pub is no public key: remove \(path) and \(path).pub to have new ones made")
        }
        return InstallKey(privatePath: path, publicLine: String(line))
    }

    /// Made beside and linked into place, the private half last: the first of two processes wins.
    private static func make(_ path: String, in directory: String) async throws {
        let temporary = "\(path).\(getpid())"
        defer {
            unlink(temporary)
            unlink(temporary + ".pub")
        }
        let arguments = ["-q", "-t", "ed25519", "-N", "", "-C", "rackrise", "-f", temporary]
        let result: ExecutionResult<Void, DiscardedOutput, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                .name("ssh-keygen"), arguments: Arguments(arguments), output: .discarded,
                error: .string(limit: 1 << 16))
        } catch {
            throw Failure(description: "ssh-keygen cannot run (\(error)): install the OpenSSH client")
        }
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "ssh-keygen cannot make \(path): \(result.standardError)")
        }
        guard hand(temporary, to: directory), hand(temporary + ".pub", to: directory) else {
            throw Failure(description: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        _ = link(temporary + ".pub", path + ".pub")
        if link(temporary, path) != 0, errno != EEXIST {
            throw Failure(description: "cannot make \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Makes a file durable and the directory's owner's, whom the daemon runs as; `install key` may be run by root.
    private static func hand(_ path: String, to directory: String) -> Bool {
        var status = stat()
        guard stat(directory, &status) == 0 else { return false }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return false }
        defer { close(file) }
        let isOwned = geteuid() != 0 || fchown(file, status.st_uid, status.st_gid) == 0
        return isOwned && fsync(file) == 0
    }
}
