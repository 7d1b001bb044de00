import BootModel
import InstallPlan
import Subprocess
import Synchronization
import SystemPackage

extension PhaseRun {
    /// Brings the closure to the disk.
    func copy() async throws {
        switch context.plan.copy {
        case .push: try await push()
        case .pull(let caches, let keys): try await pull(caches, keys)
        }
    }

    /// The machine fetches the closure, and takes only paths that one of the plan's keys has signed.
    private func pull(_ caches: [Template], _ keys: [String]) async throws {
        var addresses = try caches.map { try $0.expanded(with: context.values) }
        if addresses.isEmpty {
            guard let own = cacheURL(shell.endpoint.address) else {
                throw InstallFailure(
                    .cacheUnreachable,
                    "the plan names no cache, and this server serves none; set cache.directory or copy.caches"
                )
            }
            addresses = [own]
        }
        let script = MachineScript(
            asset: "pull",
            [
                "system": try context.system(), "caches": addresses.joined(separator: " "),
                "keys": keys.joined(separator: " "),
            ])
        try await detached(stepName(), script)
        await tell(.done, "copy: the closure is on the disk, every path signed by a key of the plan")
    }

    /// We send the closure from the store of this host, under the same key and pinned host key as every session.
    private func push() async throws {
        try await pushes.withRoom { try await sendClosure() }
        await tell(.done, "copy: the closure is on the disk")
    }

    private func sendClosure() async throws {
        let options = SSHCommand(shell.trust).options(port: shell.endpoint.port)
        guard let blank = options.first(where: { $0.contains(where: \.isWhitespace) }) else {
            return try await runNix(options)
        }
        throw InstallFailure(
            .commandFailed, "nix cannot be given the option \(blank): use a state directory without blanks")
    }

    private func runNix(_ options: [String]) async throws {
        let endpoint = shell.endpoint
        let system = try context.system()
        let program =
            endpoint.become == .root ? "" : "&remote-program=\(endpoint.become.rawValue)+-n+nix-store"
        let store = "ssh://\(endpoint.user)@\(endpoint.address)?remote-store=local?root=/mnt\(program)"
        let environment = SSHCommand.environment.updating([
            "NIX_SSHOPTS": options.joined(separator: " "), "HOME": context.directory,
        ])
        let progressReader = Mutex(NixProgress())
        let (log, progress) = (log, progress)
        let ending: ChildRun.Ending
        do {
            ending = try await ChildRun.run(
                "nix",
                [
                    "--extra-experimental-features", "nix-command", "copy", "--log-format", "internal-json",
                    "-v", "--no-check-sigs", "--to", store, system,
                ],
                environment: environment, output: log.append
            ) { octets in
                let (text, state) = progressReader.withLock { ($0.take(octets), $0.state) }
                log.append(text)
                if let state { progress(state.done, state.total) }
            }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw InstallFailure(
                .toolMissing, "nix is not on this server, and copy.mode push needs it here: install nix-bin")
        }
        guard !ending.status.isSuccess else { return }
        let text = progressReader.withLock { $0.lastMessages }
        if let failure = ConnectionFailure(whileCopying: text, endpoint: endpoint) { throw failure }
        throw StepDiagnosis.failure(status: Int(ending.status.code), tail: log.clean(text))
    }
}
