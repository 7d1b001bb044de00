import Glibc
import InstallPlan
import NetTypes
import Subprocess

/// Learns a machine's host key from a real handshake, in which the machine proves that it holds the key.
///
/// A scanner of keys would end before that proof. No credential of ours is offered and nothing is sent: the login asks for
/// the method `none`, and ends as refused, or with a command that does nothing.
struct HostKeyHandshake: Sendable {
    let endpoint: SSHEndpoint
    let trust: SSHTrust

    /// The key; written to the known-hosts file of `trust`, which must not exist before.
    func learn(_ limit: SessionLimit) async throws -> HostKey {
        unlink(trust.knownHosts)
        let arguments = SSHCommand(trust, policy: .learn).arguments(endpoint, command: "true")
        let ending = try await limit.withRoom {
            try await ChildRun.run("ssh", arguments, environment: SSHCommand.environment) { _ in }
        }
        // OpenSSH writes the key before it checks the signature; only what comes later shows that it was good.
        let isProved = ending.status.isSuccess || ending.errors.contains("Permission denied (")
        guard isProved, let key = writtenKey else {
            unlink(trust.knownHosts)
            throw ConnectionFailure(
                beforeScript: ending.errors, status: ending.status.code, endpoint: endpoint)
        }
        return key
    }

    private var writtenKey: HostKey? {
        let lines = SmallFile(trust.knownHosts).text?.split(separator: "\n") ?? []
        guard lines.count == 1, lines[0].hasPrefix(trust.alias + " ") else { return nil }
        return HostKey(lines[0].dropFirst(trust.alias.count + 1))
    }
}
