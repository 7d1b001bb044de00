import BootModel
import InstallPlan
import Synchronization

extension InstallDriver {
    /// Whether a machine was seen in another boot, where nothing of this one runs any more.
    private final class Restart: Sendable { let wasSeen = Atomic(false) }

    /// Ends what an attempt at a phase runs on the machine.
    ///
    /// A machine that does not answer just now may come back, and its step would go on writing: it is looked for a while
    /// longer, also when the job is over.
    func stopOnMachine(_ phase: InstallPhase, _ attempt: Int) {
        let target: InstallJob.Action.Target = phase == .confirm ? .installedSystem : .installer
        // Who has shown no key was never logged in to.
        guard let context, let key = try? pinnedKey(target) else { return }
        let script = MachineScript(
            asset: "stop", ["steps": "\(DetachedStep.directory(job: context.job))/\(attempt)-"])
        let restart = Restart()
        let search = MachineSearch(
            context: context, target: target, token: job.record.tokens.last ?? "",
            settings: environment.settings, sessions: limits.sessions,
            addresses: {
                if restart.wasSeen.load(ordering: .relaxed) { return [] }
                return await self.candidates(context.node.macs)
            },
            pinned: { key }, isShared: { try await self.isShared($0) }, pin: { _ in }, saw: { _, _ in },
            note: { reason in
                if reason?.code == .gateTokenMismatch { restart.wasSeen.store(true, ordering: .relaxed) }
            })
        Task { [shell, patience = environment.settings.stopPatience] in
            do {
                if let shell, (try? await shell.run(script)) != nil { return }
                _ = try await search.find(within: patience).run(script)
            } catch {
                guard !restart.wasSeen.load(ordering: .relaxed) else { return }
                tell(
                    .warning,
                    "\(phase.rawValue) could not be stopped: the machine did not answer and may go on with it"
                )
            }
        }
    }
}
