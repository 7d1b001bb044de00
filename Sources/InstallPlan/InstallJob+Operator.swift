import BootModel

extension InstallJob {
    /// Ends the job on an operator's word; one that is over stays as it ended.
    mutating func cancel(_ actions: inout [Action]) {
        if case .ended = record.activity { return }
        if record.activity == .running || record.activity == .connecting(.reattach) {
            actions.append(.stop(record.phase, attempt: record.attempt))
        }
        end(.cancelled, &actions)
    }

    /// Goes on with a failed job from where that is safe.
    ///
    /// Before the restart that is the beginning, since the machine must be proved again; what a destructive phase has
    /// made is used again, never made again. After it, that is the confirmation.
    mutating func retry(at now: WallClock, _ actions: inout [Action]) {
        guard case .ended(let outcome) = record.activity else { return }
        switch outcome {
        case .installed: return actions.append(.refuseRetry(.armingUsedUp))
        case .cancelled: return actions.append(.refuseRetry(newArming))
        case .installedUnconfirmed, .cutOverFailed, .failed: break
        }
        guard !record.isVerified else {
            record.retries = [:]
            guard record.phase < .reboot else { return begin(.confirm, at: now, &actions) }
            record.phaseDeadline = now + phases[.verify].timeout
            record.activity = .allowingReboot
            return actions.append(.allowReboot)
        }
        let isSpent = outcome.isLastOfArming || now >= record.arming.until
        guard !isSpent, !record.isDiskInDoubt else { return actions.append(.refuseRetry(newArming)) }
        record.retries = [:]
        begin(.waitForSSH, at: now, &actions)
    }

    /// Why only another arming helps: it may have to permit that what this job wrote is wiped.
    private var newArming: FailureCode { record.entered.isEmpty ? .armingUsedUp : .retryNeedsArming }
}

extension InstallJob.Outcome {
    /// Whether the permission itself is used up or gone.
    fileprivate var isLastOfArming: Bool {
        guard case .failed(_, let code) = self else { return false }
        return [.armingExpired, .bootsSpent, .armingWithdrawn].contains(code)
    }
}
