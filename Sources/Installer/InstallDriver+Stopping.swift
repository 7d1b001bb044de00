import BootModel
import InstallPlan

extension InstallDriver {
    /// Ends what an attempt at a phase runs on the machine.
    ///
    /// A machine that does not answer just now may come back, and its step would go on writing: it is looked for a while
    /// longer, also when the job is over.
    func stopOnMachine(_ phase: InstallPhase, _ attempt: Int) {
        guard let context else { return }
        let target: InstallJob.Action.Target = phase == .confirm ? .installedSystem : .installer
        let script = MachineScript(
            asset: "stop", ["steps": "\(DetachedStep.directory(job: context.job))/\(attempt)-"])
        let search = MachineSearch(
            context: context, target: target, token: job.record.tokens.last ?? "",
            settings: environment.settings, sessions: limits.sessions,
            addresses: { await self.candidates(context.node.macs) },
            pinned: { try await self.pinnedKey(target) }, isShared: { try await self.isShared($0) },
            pin: { _ in }, saw: { _, _ in }, note: { _ in })
        Task { [shell, patience = environment.settings.stopPatience] in
            do {
                if let shell, (try? await shell.run(script)) != nil { return }
                _ = try await search.find(within: patience).run(script)
            } catch {
                tell(
                    .warning,
                    "\(phase.rawValue) could not be stopped: the machine did not answer and may go on with it"
                )
            }
        }
    }
}
