import BootModel
import InstallPlan
import NetTypes

/// Looks for a machine among the addresses it may have, the newest first, until it answers as itself.
///
/// The installer's host key is learned in a handshake and accepted when the login it permits shows the node's own
/// addresses and this boot's token; only then it is pinned, and from then on it is the only one. That proof is asked
/// for at every connection, since an image may carry the same key on every machine.
struct MachineSearch: Sendable {
    let context: JobContext
    let target: InstallJob.Action.Target
    let token: String
    let settings: EngineSettings
    let sessions: SessionLimit
    let addresses: @Sendable () async -> [IPv4Address]
    /// The key that is pinned by now; nil when there is none.
    let pinned: @Sendable () async throws -> TrustedKey?
    /// Whether a key is built into an image, so that other machines have it too.
    let isShared: @Sendable (HostKey) async throws -> Bool
    /// Pins a key that the machine has shown.
    let pin: @Sendable (TrustedKey) async throws -> Void
    /// Keeps a key that was shown, and is not proved as the plan wants it, for an operator to compare.
    let saw: @Sendable (HostKey, IPv4Address) async -> Void
    /// Takes why the newest address is not the machine; nil when it does not answer at all.
    let note: @Sendable (InstallFailure?) async -> Void

    /// Searches until the machine answers; ends early only when the task is cancelled or waiting cannot help.
    ///
    /// - Throws: `InstallFailure`.
    func find() async throws -> RemoteShell {
        var pause = settings.probePause
        var refusal: (failure: InstallFailure, since: ContinuousClock.Instant)?
        while true {
            try Task.checkCancellation()
            for (index, address) in await addresses().enumerated() {
                do {
                    return try await connect(address)
                } catch let failure as ConnectionFailure {
                    try Task.checkCancellation()
                    guard index == 0 else { continue }
                    guard case .refused(let reason) = failure else {
                        // Who answered before may have been another host: it is not why nothing answers now.
                        refusal = nil
                        await note(nil)
                        continue
                    }
                    refusal = (reason, refusal?.failure.code == reason.code ? refusal?.since ?? .now : .now)
                    await note(reason)
                }
            }
            if let refusal, Self.isFinal(refusal.failure.code),
                .now - refusal.since >= settings.refusalPatience
            {
                throw refusal.failure
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 3 / 2, settings.longestProbePause)
        }
    }

    /// Searches no longer than this.
    ///
    /// - Throws: `InstallFailure`, or a `CancellationError` when the time is over.
    func find(within patience: Duration) async throws -> RemoteShell {
        try await withThrowingTaskGroup { group in
            group.addTask { try await find() }
            group.addTask {
                try await Task.sleep(for: patience)
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let shell = try await group.next() else { throw CancellationError() }
            return shell
        }
    }

    /// Whether waiting does not help: the right machine answers, and as it is it will not do.
    ///
    /// A proof of the host key may still come, from the machine or from an operator.
    private static func isFinal(_ code: FailureCode) -> Bool {
        [.authRefused, .escalationRefused, .hostkeyMismatch, .toolMissing].contains(code)
    }

    private func connect(_ address: IPv4Address) async throws -> RemoteShell {
        let endpoint = context.endpoint(target, at: address, installerPort: settings.installerPort)
        do {
            switch target {
            case .installer: return try await connectInstaller(endpoint)
            case .installedSystem: return try await connectSystem(endpoint)
            }
        } catch let failure as InstallFailure where failure.code != .bootedInstallerAgain {
            throw ConnectionFailure.refused(failure)
        }
    }

    private func connectInstaller(_ endpoint: SSHEndpoint) async throws -> RemoteShell {
        let accepted = try await acceptedKey(endpoint)
        let trust = context.trust(.installer)
        guard trust.pin(accepted.key) else {
            throw InstallFailure(.commandFailed, "\(trust.knownHosts) cannot be written")
        }
        let shell = RemoteShell(endpoint: endpoint, trust: trust, limit: sessions)
        let text = try await shell.run(MachineScript(asset: "identity")).text
        try checkIdentity(MachineReport.identity(text).facts, at: endpoint.address)
        try await pin(accepted)
        return shell
    }

    /// The pinned key, or the one that the machine proves in a handshake, where the plan takes that as proof.
    private func acceptedKey(_ endpoint: SSHEndpoint) async throws -> TrustedKey {
        let pinned = try await pinned()
        let shown: TrustedKey
        if let pinned {
            shown = pinned
        } else {
            let key = try await HostKeyHandshake(endpoint: endpoint, trust: scratch).learn(sessions)
            shown = TrustedKey(key: key, trust: try await isShared(key) ? .baked : .tofuBound)
        }
        let least = context.plan.login.trust
        guard shown.trust < least else { return shown }
        await saw(shown.key, endpoint.address)
        throw InstallFailure(
            .hostkeyTrust,
            "the installer at \(endpoint.address) has the \(shown.key.algorithm) key \(try shown.key.fingerprint), "
                + "whose proof is \(shown.trust.rawValue); the plan wants \(least.rawValue)")
    }

    private func checkIdentity(_ facts: GateFacts, at address: IPv4Address) throws {
        var facts = facts
        // Whether it runs from RAM is for the gate to say: this only tells which machine and which boot it is.
        facts.rootFileSystem = "tmpfs"
        do {
            _ = try Gate(macs: context.node.macs, token: token).check(facts)
        } catch {
            throw InstallFailure(error.code, "\(address): \(error.detail)")
        }
    }

    private func connectSystem(_ endpoint: SSHEndpoint) async throws -> RemoteShell {
        guard let key = try await pinned()?.key, context.trust(.installedSystem).pin(key) else {
            throw InstallFailure(.hostkeyMismatch, "no key of the installed system is pinned")
        }
        let shell = RemoteShell(endpoint: endpoint, trust: context.trust(.installedSystem), limit: sessions)
        do {
            let script = "[ \"$(id -u)\" = 0 ] || fail escalation-refused \"the login is not root\"\n"
            _ = try await shell.run(MachineScript(script))
            return shell
        } catch let failure as ConnectionFailure {
            try await lookForInstaller(endpoint.address)
            throw failure
        }
    }

    /// Finds out whether the machine booted an installer in place of its disk.
    private func lookForInstaller(_ address: IPv4Address) async throws {
        let endpoint = context.endpoint(.installer, at: address, installerPort: settings.installerPort)
        guard (try? await HostKeyHandshake(endpoint: endpoint, trust: scratch).learn(sessions)) != nil,
            let text = try? await RemoteShell(endpoint: endpoint, trust: scratch, limit: sessions)
                .run(MachineScript(asset: "identity")).text,
            let (facts, bootID) = try? MachineReport.identity(text)
        else { return }
        let isOurs = facts.interfaces.contains { $0.identity.map(context.node.macs.contains) ?? false }
        let isInstaller = facts.commandLine.contains(Gate.tokenArgument + "=")
        let before = SmallFile("\(context.directory)/installer-boot").text?.split(separator: "\n").first
        // The same boot as before: it is on its way down.
        guard isOurs, isInstaller, before.map(String.init) != bootID else { return }
        throw InstallFailure(.bootedInstallerAgain, "the machine at \(address) runs an installer again")
    }

    /// Where a key stands that is not accepted yet.
    private var scratch: SSHTrust {
        let trust = context.trust(target)
        return SSHTrust(
            identity: trust.identity, knownHosts: trust.knownHosts + ".seen", alias: trust.alias + "-seen")
    }
}
