public import BootModel
public import InstallPlan

/// One attempt at a phase, as it ran (`step_run`).
public struct StepRun: Hashable, Sendable {
    /// The number of the attempt, counted from 1 over the whole job.
    public var attempt: Int
    /// The phase.
    public var phase: InstallPhase
    /// When it began.
    public var startedAt: WallClock
    /// When it ended; nil while it runs.
    public var endedAt: WallClock?
    /// Why it failed; nil when it went well or still runs.
    public var failure: FailureCode?
    /// What was seen, for people; at most 4096 octets.
    public var detail: String?
    /// Octets that are done, where that is known.
    public var doneBytes: UInt64?
    /// Octets in all, where that is known.
    public var totalBytes: UInt64?

    /// Describes an attempt.
    public init(
        attempt: Int, phase: InstallPhase, startedAt: WallClock, endedAt: WallClock? = nil,
        failure: FailureCode? = nil, detail: String? = nil, doneBytes: UInt64? = nil,
        totalBytes: UInt64? = nil
    ) {
        self.attempt = attempt
        self.phase = phase
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.failure = failure
        self.detail = detail
        self.doneBytes = doneBytes
        self.totalBytes = totalBytes
    }
}
