import BootModel

extension InstallJob {
    /// The system that the present phase talks to.
    var target: Action.Target { record.phase == .confirm ? .installedSystem : .installer }

    /// Whether an attempt is under way.
    var isBusy: Bool {
        switch record.activity {
        case .connecting, .running: true
        case .armed, .committing, .pausing, .allowingReboot, .ended: false
        }
    }

    /// Begins an attempt at a phase.
    mutating func begin(_ phase: InstallPhase, at now: WallClock, _ actions: inout [Action]) {
        record.phase = phase
        record.attempt += 1
        record.phaseDeadline = now + phases[phase].timeout
        if phase == .waitForSSH || phase == .confirm { isConnected = false }
        guard phases[phase].isDestructive, !record.completed.contains(phase) else {
            return runPhase(&actions)
        }
        guard !record.entered.contains(phase) else {
            return end(.failed(phase, .destructiveInterrupted), &actions)
        }
        record.activity = .committing
        actions.append(.commitDestructive(phase, attempt: record.attempt))
    }

    /// Runs the present phase, as soon as the machine answers.
    mutating func runPhase(_ actions: inout [Action]) {
        guard isConnected else { return connect(then: .run, &actions) }
        record.activity = .running
        let isDone = record.completed.contains(record.phase)
        actions.append(
            isDone
                ? .reuse(record.phase, attempt: record.attempt)
                : .run(record.phase, attempt: record.attempt))
    }

    /// Looks for the machine.
    mutating func connect(then step: Activity.Step, _ actions: inout [Action]) {
        isConnected = false
        record.activity = .connecting(step)
        actions.append(.connect(target))
    }

    /// Ends an attempt that went well.
    mutating func complete(at now: WallClock, _ actions: inout [Action]) {
        let phase = record.phase
        if phases[phase].isDestructive { record.completed.insert(phase) }
        switch phase {
        case .verify:
            record.isVerified = true
            record.phaseDeadline = now + phases[phase].timeout
            record.activity = .allowingReboot
            actions.append(.allowReboot)
        case .confirm: end(.installed, &actions)
        default:
            guard let next = phase.next else { return }
            begin(next, at: now, &actions)
        }
    }

    /// Ends an attempt that failed: with a pause and a retry where the plan has one left, else with the job.
    mutating func fail(_ code: FailureCode, at now: WallClock, _ actions: inout [Action]) {
        let settings = phases[record.phase]
        let number = record.retries[record.phase, default: 0] + 1
        guard let cause = code.retryCause, settings.retryOn.contains(cause), !settings.isDestructive,
            number <= settings.retries
        else { return end(outcome(of: code), &actions) }
        record.retries[record.phase] = number
        record.phaseDeadline = nil
        record.activity = .pausing(
            until: now + settings.pause(beforeRetry: number), restartAt: settings.restartAt)
    }

    /// Ends the job.
    mutating func end(_ outcome: Outcome, _ actions: inout [Action]) {
        isConnected = false
        record.phaseDeadline = nil
        record.activity = .ended(outcome)
        actions.append(.end(outcome))
    }

    private func outcome(of code: FailureCode) -> Outcome {
        guard record.phase == .confirm else { return .failed(record.phase, code) }
        switch code {
        case .cutOverFailed: return .cutOverFailed
        // These were seen on the machine: it is known not to be as it should.
        case .bootedInstallerAgain, .wrongSystem, .hostkeyMismatch, .systemDegraded, .checkFailed:
            return .failed(.confirm, code)
        default: return .installedUnconfirmed(code)
        }
    }
}
