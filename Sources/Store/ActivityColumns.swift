import BootModel
import InstallPlan

/// What a job does, as the columns of `job` have it.
struct ActivityColumns {
    /// `job.activity`.
    var word: String
    /// `job.phase`; a failure's own phase is that of the record.
    var phase: InstallPhase
    /// `job.pause_until`.
    var pauseUntil: WallClock?
    /// `job.restart_at`.
    var restartAt: InstallPhase?
    /// `job.outcome`.
    var outcome: String?
    /// `job.failure`.
    var failure: FailureCode?

    /// Spells a record's activity.
    init(_ record: InstallJob.Record) {
        phase = record.phase
        switch record.activity {
        case .armed: word = "armed"
        case .connecting(.run): word = "connecting"
        case .connecting(.reattach): word = "reconnecting"
        case .committing: word = "committing"
        case .running: word = "running"
        case .allowingReboot: word = "allowing-reboot"
        case .pausing(let until, let restart):
            word = "pausing"
            pauseUntil = until
            restartAt = restart
        case .ended(let outcome):
            word = "ended"
            set(outcome)
        }
    }

    private mutating func set(_ outcome: InstallJob.Outcome) {
        self.outcome = outcome.word
        switch outcome {
        case .installed, .cutOverFailed, .cancelled: break
        case .installedUnconfirmed(let code): failure = code
        case .failed(let phase, let code):
            self.phase = phase
            failure = code
        }
    }
}
