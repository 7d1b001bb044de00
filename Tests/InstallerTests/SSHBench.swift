import Foundation
import InstallPlan
import Lab
import NetTypes
import Testing

@testable import Installer

/// One machine, and what it takes to log in to it.
final class SSHBench: Sendable {
    let machine: NamespaceMachine
    private let folder: String
    let key: InstallKey
    let trust: SSHTrust
    /// The machine's public host key.
    let hostKey: String

    init(authorizedKey: String? = nil) async throws {
        folder = NSTemporaryDirectory() + "rackrise-bench-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        key = try await InstallKey.load(stateDirectory: folder)
        machine = try await NamespaceMachine(
            NamespaceMachine.Description(authorizedKey: authorizedKey ?? key.publicLine))
        trust = SSHTrust(identity: key.privatePath, knownHosts: folder + "/known_hosts", alias: "bench")
        let line = try String(contentsOfFile: machine.folder + "/etc/ssh/host_key.pub", encoding: .utf8)
        hostKey = "\(try #require(HostKey(line)))"
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func endpoint(_ user: String, _ become: Escalation) -> SSHEndpoint {
        SSHEndpoint(address: machine.address, port: machine.port, user: user, become: become)
    }

    /// A shell under the machine's own key.
    func shell(_ user: String, _ become: Escalation) async throws -> RemoteShell {
        #expect(trust.pin(try #require(HostKey(hostKey))))
        return RemoteShell(endpoint: endpoint(user, become), trust: trust, limit: SessionLimit(8))
    }
}
