import Crypto
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

    /// Reads `install.key`, or has `ssh-keygen` make it; `install.key.pub` is written anew when it is not its other half.
    ///
    /// OpenSSH offers a machine the key that is in the public file, so one of an earlier key would be refused.
    public static func load(stateDirectory: String) async throws -> InstallKey {
        let path = "\(stateDirectory)/install.key"
        let lock = try await lock(stateDirectory)
        defer { lock.release() }
        if access(path, F_OK) != 0 { try await make(path, in: stateDirectory) }
        let publicFile = SmallFile(path + ".pub")
        let stored = publicFile.text.flatMap(line)
        // Who may not read the private half sees the line of who may.
        if access(path, R_OK) != 0 {
            let reason = String(cString: strerror(errno))
            guard let stored else {
                throw Failure(description: "cannot read \(path) (\(reason)); run it with sudo")
            }
            return InstallKey(privatePath: path, publicLine: stored)
        }
        let line = try await publicLine(of: path)
        if stored != line {
            guard publicFile.write(line + "\n", mode: 0o644), hand(publicFile.path, to: stateDirectory) else {
                throw failed("write \(publicFile.path)")
            }
        }
        guard lock.synchronize() else { throw failed("write \(path)") }
        return InstallKey(privatePath: path, publicLine: line)
    }

    /// Waits for another process that makes the pair, without keeping a thread.
    private static func lock(_ directory: String) async throws -> DirectoryLock {
        for _ in 0..<200 {
            if let lock = DirectoryLock(directory, waits: false) { return lock }
            guard errno == EWOULDBLOCK else { throw failed("lock \(directory)") }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure(
            description: "another process has held \(directory) for ten seconds: end it, and try again")
    }

    /// Makes the private half beside its place and moves it there.
    private static func make(_ path: String, in directory: String) async throws {
        let temporary = path + ".new"
        // What is there already was left by a maker that did not come to its end.
        unlink(temporary)
        let arguments = ["-q", "-t", "ed25519", "-N", "", "-C", "rackrise", "-f", temporary]
        _ = try await keygen(arguments, orElse: "cannot make \(path)")
        unlink(temporary + ".pub")
        guard hand(temporary, to: directory), rename(temporary, path) == 0 else {
            throw failed("write \(path)")
        }
    }

    /// The public half of the private half in a file.
    private static func publicLine(of path: String) async throws -> String {
        let remedy = "remove \(path) and \(path).pub to have new ones made"
        // With an empty passphrase, so that it asks for none.
        let output = try await keygen(["-y", "-P", "", "-f", path], orElse: "cannot read \(path), \(remedy)")
        guard let line = line(output) else { throw Failure(description: "\(path) is no key pair: \(remedy)") }
        return line
    }

    /// The first line of a text, when it is a public key.
    private static func line(_ text: String) -> String? {
        text.split(separator: "\n").first.map(String.init).flatMap { HostKey($0) == nil ? nil : $0 }
    }

    private static func keygen(_ arguments: [String], orElse complaint: String) async throws -> String {
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                .name("ssh-keygen"), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
                error: .string(limit: 1 << 16))
        } catch {
            throw Failure(description: "ssh-keygen cannot run (\(error)): install the OpenSSH client")
        }
        guard result.terminationStatus.isSuccess else {
            let reason = result.standardError.split(separator: "\n").joined(separator: " ")
            throw Failure(description: "ssh-keygen \(complaint): \(reason)")
        }
        return result.standardOutput
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

    private static func failed(_ action: String) -> Failure {
        Failure(description: "cannot \(action): \(String(cString: strerror(errno)))")
    }
}
