import BootModel
import InstallPlan
import Store

/// What is decided, and remembered before anything follows from it.
extension InstallDriver {
    /// Does one thing: first the transaction, then what follows from it.
    @discardableResult
    func commit(_ item: Item) throws -> [InstallJob.Action] {
        isCommitting = true
        defer { isCommitting = false }
        let now = environment.now()
        var next = job
        var actions: [InstallJob.Action] = []
        var failure: InstallFailure?
        switch item {
        case .event(let event, let reason):
            failure = reason
            actions = next.handle(event, at: now)
        case .timeout:
            // Better than that time is up is to say what was waited for.
            if case .connecting = next.record.activity, let reason = searchReason ?? addressUnknown, isDue {
                failure = reason
                actions = next.handle(.phaseFailed(attempt: next.record.attempt, reason.code), at: now)
            } else {
                actions = next.timedOut(at: now)
            }
        case .effect(let action):
            try commitEffect(action)
            return []
        }
        guard next != job || !actions.isEmpty else { return [] }
        let isOver = actions.contains { if case .end = $0 { true } else { false } }
        if next.record != job.record {
            if isOver {
                try environment.database.end(next.record, of: stored.id)
            } else {
                try environment.database.commit(next.record, of: stored.id)
            }
        }
        let before = job.record
        job = next
        forget(what: before)
        noteStep(before, failure)
        carryOut(actions)
        return actions
    }

    /// Forgets what belonged to the boot or the attempt before.
    private func forget(what before: InstallJob.Record) {
        // Each boot of the installer has a key of its own.
        if job.record.tokens != before.tokens { stored.installerKey = nil }
        // What a log holds back is written when it goes.
        switch job.record.activity {
        case .pausing, .ended: log = nil
        case .armed, .connecting, .committing, .running, .allowingReboot: break
        }
        guard job.record.attempt != before.attempt else { return }
        log = nil
        // From its beginning the install is of the node as it is then.
        if job.record.phase == .waitForSSH { context = nil }
    }

    private var isDue: Bool { job.deadline.map { environment.now() >= $0 } ?? false }

    private func commitEffect(_ action: InstallJob.Action) throws {
        switch action {
        case .commitDestructive(let phase, let attempt):
            queue.insert(try enterDestructive(phase, attempt), at: 1)
        case .allowReboot:
            try environment.database.allowReboot(job.record, of: stored.id)
            tell(.done, "verified: from now on the machine boots its local disk")
            queue.insert(.event(.rebootAllowed, nil), at: 1)
        default: break
        }
    }

    private func enterDestructive(_ phase: InstallPhase, _ attempt: Int) throws -> Item {
        do {
            let refusal = try environment.database.enterDestructive(
                phase, job.record, of: stored.id, for: load().node)
            guard let refusal else { return .event(.destructiveCommitted(attempt: attempt), nil) }
            return .event(.destructiveRefused(attempt: attempt, refusal), nil)
        } catch let failure as InstallFailure {
            return .event(.destructiveRefused(attempt: attempt, failure.code), failure)
        }
    }
}
