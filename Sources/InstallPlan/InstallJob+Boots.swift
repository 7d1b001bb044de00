import BootModel

extension InstallJob {
    /// Decides what a machine boots that asks for its script.
    mutating func handleScriptRequest(_ token: String, at now: WallClock, _ actions: inout [Action]) {
        let isOver = if case .ended = record.activity { true } else { false }
        guard !isOver, !record.isVerified else { return actions.append(.serveLocalDisk(token: token)) }
        guard !record.tokens.contains(token) else { return actions.append(.serveInstaller(token: token)) }
        if let code = refusal(at: now) {
            actions.append(.serveLocalDisk(token: token))
            return end(.failed(record.phase, code), &actions)
        }
        record.tokens.append(token)
        actions.append(.serveInstaller(token: token))
        begin(.waitForSSH, at: now, &actions)
    }

    /// Why there is no further boot of the installer; nil when there is.
    private func refusal(at now: WallClock) -> FailureCode? {
        if now >= record.arming.until { return .armingExpired }
        if record.tokens.count >= record.arming.boots { return .bootsSpent }
        // The machine restarted while its disk was being written.
        return record.isDiskInDoubt ? .destructiveInterrupted : nil
    }

    mutating func handleConnection(at now: WallClock, _ actions: inout [Action]) {
        guard case .connecting(let step) = record.activity else { return }
        isConnected = true
        switch step {
        case _ where record.phase == .waitForSSH: complete(at: now, &actions)
        case .run: runPhase(&actions)
        case .reattach:
            record.activity = .running
            actions.append(.reattach(record.phase, attempt: record.attempt))
        }
    }

    mutating func handleLostConnection(_ actions: inout [Action]) {
        isConnected = false
        guard record.activity == .running else { return }
        // The restart may not have been asked for yet, and may be asked for twice.
        connect(then: record.phase == .reboot ? .run : .reattach, &actions)
    }

    mutating func handleAddressChange(_ actions: inout [Action]) {
        switch record.activity {
        // The new address of a machine that restarts is that of its next system, which has another host key.
        case .running where record.phase != .reboot: connect(then: .reattach, &actions)
        case .connecting(let step): connect(then: step, &actions)
        case .armed, .running, .committing, .pausing, .allowingReboot, .ended: isConnected = false
        }
    }

    /// Nothing answered until the deadline.
    mutating func handleSilence(_ step: Activity.Step, at now: WallClock, _ actions: inout [Action]) {
        switch (record.phase, step) {
        case (.waitForSSH, _): fail(.httpFetchButNoSSH, at: now, &actions)
        // Its link is down, which is what was wanted.
        case (.reboot, _): complete(at: now, &actions)
        case (.confirm, .run): fail(.noSignOfLife, at: now, &actions)
        case (_, .reattach): failAway(.connectionLost, at: now, &actions)
        default: fail(.connectionLost, at: now, &actions)
        }
    }

    /// Ends an attempt whose step may go on where nobody sees it.
    mutating func failAway(_ code: FailureCode, at now: WallClock, _ actions: inout [Action]) {
        actions.append(.stop(record.phase, attempt: record.attempt))
        // No retry can help where it is not known how far the disk was written.
        fail(record.isDiskInDoubt ? .destructiveInterrupted : code, at: now, &actions)
    }

    /// The machine lost the phase, or the process ended before it was started.
    mutating func handleUnknownStep(at now: WallClock, _ actions: inout [Action]) {
        let isWriting = phases[record.phase].isDestructive && !record.completed.contains(record.phase)
        guard isWriting else { return runPhase(&actions) }
        end(.failed(record.phase, .destructiveInterrupted), &actions)
    }
}
