import BootModel
import InstallPlan
import Logging
import NetTypes
import Store

extension InstallDriver {
    /// What the job needs, read where it begins and in each process.
    @discardableResult
    func load() throws -> JobContext {
        if let context { return context }
        let fresh = try JobContext(stored, environment)
        context = fresh
        return fresh
    }

    private func loaded() -> JobContext? {
        do {
            return try load()
        } catch {
            let failure = error as? InstallFailure ?? InstallFailure(.commandFailed, "\(error)")
            send(.phaseFailed(attempt: job.record.attempt, failure.code), because: failure)
            return nil
        }
    }

    /// Looks for the machine.
    func search(_ target: InstallJob.Action.Target) {
        searchReason = nil
        toldReason = nil
        shell = nil
        guard let context = loaded() else { return }
        let attempt = job.record.attempt
        let search = MachineSearch(
            context: context, target: target, token: job.record.tokens.last ?? "",
            settings: environment.settings, sessions: limits.sessions,
            addresses: { [weak self] in await self?.candidates(context.node.macs) ?? [] },
            pinned: { [weak self] in try await self?.provenKey(target) },
            isShared: { [weak self] in try await self?.isShared($0) ?? false },
            pin: { [weak self] in try await self?.pin($0.key, $0.trust, target) },
            saw: { [weak self] in await self?.saw($0, at: $1) },
            note: { [weak self] in await self?.noteSearch($0) })
        beginWork { [weak self] in
            do {
                let shell = try await search.find()
                await self?.connected(shell)
                return (.connected, nil)
            } catch let failure as InstallFailure {
                return (.phaseFailed(attempt: attempt, failure.code), failure)
            } catch is CancellationError {
                return nil
            } catch {
                return (
                    .phaseFailed(attempt: attempt, .commandFailed), InstallFailure(.commandFailed, "\(error)")
                )
            }
        }
    }

    private func connected(_ shell: RemoteShell) { self.shell = shell }

    /// What is wrong with who answers goes on the timeline once, also when it falls silent in between.
    private func noteSearch(_ reason: InstallFailure?) {
        searchReason = reason
        guard let reason, toldReason != reason.code else { return }
        toldReason = reason.code
        tell(.warning, "\(reason)")
    }

    /// Runs the present phase on the machine that answers.
    func perform(_ mode: PhaseRun.Mode, _ attempt: Int) {
        guard let context = loaded() else { return }
        guard let shell else { return send(.connectionLost) }
        let run = phaseRun(mode, attempt, context, shell)
        beginWork {
            do {
                try await run.perform()
                return (.phaseFinished(attempt: attempt, status: 0), nil)
            } catch let failure as InstallFailure {
                run.log.note("\(failure)")
                return (.phaseFailed(attempt: attempt, failure.code), failure)
            } catch is PhaseRun.StepUnknown {
                return (.stepUnknown(attempt: attempt), nil)
            } catch ConnectionFailure.refused(let failure) {
                return (.phaseFailed(attempt: attempt, failure.code), failure)
            } catch let failure as ConnectionFailure {
                run.log.note("\(failure)")
                return (.connectionLost, nil)
            } catch is CancellationError {
                return nil
            } catch {
                let failure = InstallFailure(.commandFailed, run.log.clean("\(error)"))
                return (.phaseFailed(attempt: attempt, failure.code), failure)
            }
        }
    }

    private func phaseRun(
        _ mode: PhaseRun.Mode, _ attempt: Int, _ context: JobContext, _ shell: RemoteShell
    ) -> PhaseRun {
        let phase = job.record.phase
        let (database, id) = (environment.database, stored.id)
        return PhaseRun(
            context: context, shell: shell, phase: phase, attempt: attempt, mode: mode, record: job.record,
            log: phaseLog(attempt, phase, context),
            settings: environment.settings, offsets: offsets, pushes: limits.pushes,
            cacheURL: environment.cacheURL, store: environment.store, heardUUID: environment.heardUUID,
            now: environment.now,
            progress: ProgressRecord { done, total in
                try? database.progress(attempt: attempt, of: id, done: done, total: total)
            }.take,
            tell: { [weak self] in await self?.tell($0, $1) },
            queued: { [weak self] in await self?.queued(attempt, isOver: $0) },
            pinSystemKey: { [weak self] in try await self?.pin($0, $1, .installedSystem) })
    }

    private func phaseLog(_ attempt: Int, _ phase: InstallPhase, _ context: JobContext) -> PhaseLog {
        if let log, log.attempt == attempt { return log.file }
        let file = PhaseLog(
            directory: context.directory, attempt: attempt, phase: phase.rawValue,
            secrets: Array(context.secrets.values))
        log = (attempt, file)
        return file
    }

    /// A phase waits for other jobs, or no longer: its own time is not theirs.
    private func queued(_ attempt: Int, isOver: Bool) {
        send(isOver ? .turnCame(attempt: attempt) : .turnAwaited(attempt: attempt))
        if !isOver { tell(.done, "\(job.record.phase.rawValue): waits for its turn behind other jobs") }
    }

    // MARK: Records

    /// Keeps the attempts' times and ends.
    func noteStep(_ before: InstallJob.Record, _ failure: InstallFailure?) {
        let after = job.record
        let isRest =
            switch after.activity {
            case .pausing, .ended, .allowingReboot: true
            default: false
            }
        let now = environment.now()
        do {
            if before.attempt > 0, after.attempt != before.attempt || isRest {
                let code = failure?.code ?? endCode
                try environment.database.endStep(
                    attempt: before.attempt, of: stored.id, at: now, failure: code, detail: failure?.detail)
            }
            if after.attempt != before.attempt {
                try environment.database.beginStep(
                    after.phase, attempt: after.attempt, of: stored.id, at: now)
            }
        } catch {
            environment.logger.error("install job \(stored.id): a step's times are lost: \(error)")
        }
        guard let failure else { return }
        let isTriedAgain = if case .pausing = after.activity { true } else { false }
        tell(isTriedAgain ? .warning : .failed, "\(before.phase.rawValue): \(failure)")
    }

    private var endCode: FailureCode? {
        guard case .ended(let outcome) = job.record.activity else { return nil }
        switch outcome {
        case .installed: return nil
        case .installedUnconfirmed(let code), .failed(_, let code): return code
        case .cutOverFailed: return .cutOverFailed
        case .cancelled: return nil
        }
    }

    /// Puts a sentence on the node's timeline.
    func tell(_ outcome: BootEvent.Outcome, _ detail: String) {
        environment.record(
            BootEvent(
                time: environment.now(), mac: context?.node.macs.first, node: stored.node, stage: .install,
                outcome: outcome, detail: detail, address: shell?.endpoint.address))
    }
}
