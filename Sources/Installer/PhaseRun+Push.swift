import BootModel
import InstallPlan
import Subprocess
import Synchronization
import SystemPackage

extension PhaseRun {
    /// We send the closure from the store of this host, under the same key and pinned host key as every session.
    func push() async throws {
        // Without it nix would only say that it cannot connect.
        try await direct(MachineScript("need nix-store\n"))
        try await pushes.withRoom(queued: queued) { try await sendClosure() }
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
        let target = "ssh://\(endpoint.user)@\(endpoint.address)?remote-store=local?root=/mnt\(program)"
        let environment = nixEnvironment(["NIX_SSHOPTS": options.joined(separator: " ")])
        let told = Mutex(NixProgress())
        let (log, progress) = (log, progress)
        let ending: ChildRun.Ending
        // Old versions, such as 2.8, say nothing of what they send in one stream: then the disk tells.
        let size = try await closureSize(of: system)
        let watch = size.map { size in
            Task { @Sendable in
                try await watchDisk { used in
                    if told.withLock({ $0.state }) == nil { progress(min(used, size), size) }
                }
            }
        }
        defer { watch?.cancel() }
        do {
            ending = try await ChildRun.run(
                "nix",
                Self.nixCommand + [
                    "copy", "--log-format", "internal-json", "-v", "--no-check-sigs", "--to", target, system,
                ],
                environment: environment, output: log.append
            ) { octets in
                let (text, state) = told.withLock { ($0.take(octets), $0.state) }
                log.append(text)
                if let state { progress(state.done, state.total) }
            }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw InstallFailure(
                .toolMissing, "nix is not on this server, and copy.mode push needs it here: install nix-bin")
        }
        guard !ending.status.isSuccess else {
            if let size, told.withLock({ $0.state }) == nil { progress(size, size) }
            return
        }
        let text = told.withLock { $0.lastMessages }
        let clean = log.clean(text)
        // A full disk, too, breaks the pipe to the machine.
        if let failure = StepDiagnosis.failure(ofNix: clean) { throw failure }
        if let failure = ConnectionFailure(whileCopying: text, endpoint: endpoint) { throw failure }
        throw StepDiagnosis.failure(status: Int(ending.status.code), tail: clean)
    }

    private static let nixCommand = ["--extra-experimental-features", "nix-command"]

    /// What nix runs with; the store is the configured one, or its own.
    private func nixEnvironment(_ more: [Environment.Key: String?] = [:]) -> Environment {
        var values = more
        values["HOME"] = context.directory
        if let store { values["NIX_REMOTE"] = store }
        return SSHCommand.environment.updating(values)
    }

    /// Octets of the closure in the store that it is sent from; nil when nix does not tell.
    private func closureSize(of system: String) async throws -> UInt64? {
        let text = Mutex<[UInt8]>([])
        let ending = try? await ChildRun.run(
            "nix", Self.nixCommand + ["path-info", "-S", system], environment: nixEnvironment()
        ) { octets in
            text.withLock { $0 += octets.prefix(max(0, Self.sizeLimit - $0.count)) }
        }
        try Task.checkCancellation()
        guard ending?.status.isSuccess == true else { return nil }
        let words = String(decoding: text.withLock { $0 }, as: UTF8.self).split(
            whereSeparator: \.isWhitespace)
        return words.last.flatMap { UInt64($0) }
    }

    private static var sizeLimit: Int { 4096 }

    /// Tells what has come onto the disk since now, in octets, until it is cancelled or the session ends.
    private func watchDisk(_ tell: @escaping @Sendable (UInt64) -> Void) async throws {
        let first = Mutex<UInt64?>(nil)
        _ = try await shell.following.session(MachineScript(asset: "used").rendered) { element in
            guard case .frame(let words) = element, words.first == "used", words.count == 2,
                let used = UInt64(words[1])
            else { return }
            let before = first.withLock { first in
                if first == nil { first = used }
                return first ?? used
            }
            tell(used > before ? used - before : 0)
        }
    }
}
