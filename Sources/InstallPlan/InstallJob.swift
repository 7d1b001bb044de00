public import BootModel

/// One install of one node: decides which phase runs when; knows no SSH, no database and no clock.
///
/// The driver commits `record` in one transaction after each call, *before* it executes the actions in order. So
/// a boot is spent before its script is sent, and a process that starts again with the last record continues where
/// the machine is: it re-attaches, and never runs a destructive phase a second time.
///
/// Times are of the calendar, since a job outlives the process and its monotonic clock.
public struct InstallJob: Hashable, Sendable {
    /// Everything that must be remembered.
    public internal(set) var record: Record
    let phases: PhaseTable
    /// Whether the machine of the present phase answers; unknown, and so false, after a start.
    var isConnected = false

    /// Prepares a job that was just armed.
    public init(phases: PhaseTable, arming: Arming) {
        self.init(phases: phases, resuming: Record(arming: arming))
    }

    /// Prepares the rest of a job that an earlier process began.
    public init(phases: PhaseTable, resuming record: Record) {
        self.phases = phases
        self.record = record
    }

    /// How long a phase may wait for other jobs.
    private static let longestQueue = Duration.seconds(24 * 3600)

    /// What tells of something else than this boot of the installer, when the machine is to restart.
    private static let signsOfRestart: Set<FailureCode> = [
        .authRefused, .escalationRefused, .hostkeyMismatch, .gateMACMismatch, .gateTokenMismatch,
        .toolMissing,
    ]

    /// When to call `timedOut(at:)` next; may change after any other call.
    ///
    /// Nil only when the job is over.
    public var deadline: WallClock? {
        switch record.activity {
        case .armed: record.arming.until
        case .pausing(let until, _): until
        case .connecting, .committing, .running, .allowingReboot: record.phaseDeadline
        case .ended: nil
        }
    }

    /// Takes up the job; called once, also after a restart of the process.
    public mutating func start(at now: WallClock) -> [Action] {
        var actions: [Action] = []
        switch record.activity {
        case .armed, .pausing, .ended: break
        case .connecting:
            endQueue(at: now)
            actions.append(.connect(target))
        case .committing: actions.append(.commitDestructive(record.phase, attempt: record.attempt))
        case .running:
            endQueue(at: now)
            // A restart of the machine may be asked for twice, and leaves nothing to attach to.
            connect(then: record.phase == .reboot ? .run : .reattach, &actions)
        case .allowingReboot: actions.append(.allowReboot)
        }
        return actions
    }

    /// Takes what happened; events of attempts that are over change nothing.
    public mutating func handle(_ event: Event, at now: WallClock) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .scriptRequested(let token): handleScriptRequest(token, at: now, &actions)
        case .connected: handleConnection(at: now, &actions)
        case .connectionLost:
            endQueue(at: now)
            handleLostConnection(&actions)
        case .addressChanged:
            endQueue(at: now)
            handleAddressChange(&actions)
        case .destructiveCommitted(let attempt):
            guard record.activity == .committing, attempt == record.attempt else { break }
            record.entered.insert(record.phase)
            runPhase(&actions)
        case .destructiveRefused(let attempt, let code):
            guard record.activity == .committing, attempt == record.attempt else { break }
            end(.failed(record.phase, code), &actions)
        case .turnAwaited(let attempt): allow(Self.longestQueue, attempt, at: now)
        case .turnCame(let attempt): allow(phases[record.phase].timeout, attempt, at: now)
        case .rebootAllowed:
            guard record.activity == .allowingReboot else { break }
            begin(.reboot, at: now, &actions)
        case .phaseFinished(let attempt, let status):
            guard record.activity == .running, attempt == record.attempt else { break }
            if status == 0 { complete(at: now, &actions) } else { fail(.commandFailed, at: now, &actions) }
        case .phaseFailed(let attempt, let code):
            guard isBusy, attempt == record.attempt else { break }
            if record.phase == .reboot, record.activity == .connecting(.run),
                Self.signsOfRestart.contains(code)
            {
                complete(at: now, &actions)
            } else if record.activity == .connecting(.reattach) {
                failAway(code, at: now, &actions)
            } else {
                fail(code, at: now, &actions)
            }
        case .stepUnknown(let attempt):
            guard record.activity == .running, attempt == record.attempt else { break }
            handleUnknownStep(at: now, &actions)
        case .cancel: cancel(&actions)
        case .retry: retry(at: now, &actions)
        }
        return actions
    }

    /// Gives the attempt under way this time from now on.
    private mutating func allow(_ time: Duration, _ attempt: Int, at now: WallClock) {
        guard record.activity == .running, attempt == record.attempt else { return }
        record.phaseDeadline = now + time
    }

    /// Who waits for other jobs no longer has the phase's own time at most.
    private mutating func endQueue(at now: WallClock) {
        record.phaseDeadline = record.phaseDeadline.map { min($0, now + phases[record.phase].timeout) }
    }

    /// Does what is due; harmless when called early.
    public mutating func timedOut(at now: WallClock) -> [Action] {
        guard let deadline, now >= deadline else { return [] }
        var actions: [Action] = []
        switch record.activity {
        case .armed: end(.failed(record.phase, .armingExpired), &actions)
        case .pausing(_, let restart): begin(restart, at: now, &actions)
        case .committing, .allowingReboot: end(.failed(record.phase, .phaseTimeout), &actions)
        case .connecting(let step): handleSilence(step, at: now, &actions)
        case .running:
            actions.append(.stop(record.phase, attempt: record.attempt))
            fail(.phaseTimeout, at: now, &actions)
        case .ended: break
        }
        return actions
    }
}
