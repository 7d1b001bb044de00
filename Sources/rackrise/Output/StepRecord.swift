import BootModel
import InstallPlan
import Store

/// One attempt at a phase as `--json` shows it.
struct StepRecord: Encodable {
    let attempt: Int
    let phase: String
    /// Times are RFC 3339 in UTC.
    let startedAt: String
    @OrNull var endedAt: String?
    /// How long it took; null while it runs.
    @OrNull var milliseconds: Int64?
    /// The name of its failure; null when it went well or still runs.
    @OrNull var failure: String?
    @OrNull var detail: String?
    @OrNull var doneBytes: UInt64?
    @OrNull var totalBytes: UInt64?

    /// Describes an attempt.
    init(_ step: StepRun, _ clock: ClockText) {
        attempt = step.attempt
        phase = step.phase.rawValue
        startedAt = clock.text(step.startedAt)
        endedAt = step.endedAt.map(clock.text)
        milliseconds = step.endedAt.map { $0.milliseconds - step.startedAt.milliseconds }
        failure = step.failure?.rawValue
        detail = step.detail
        doneBytes = step.doneBytes
        totalBytes = step.totalBytes
    }
}
