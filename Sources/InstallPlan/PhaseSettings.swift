/// How one phase of a plan behaves.
public struct PhaseSettings: Hashable, Sendable {
    /// How long one attempt may take, from 1 s to 24 h.
    public var timeout: Duration
    /// How often it is tried again after a failure, from 0 to 20; always 0 for a destructive phase.
    public var retries: Int
    /// The pause before the first retry, up to 10 min; each further pause is twice as long, up to the same 10 min.
    public var backoff: Duration
    /// The failures after which it is tried again.
    public var retryOn: Set<RetryCause>
    /// Where a retry begins: this phase or an earlier one, never at or before a destructive one.
    public var restartAt: InstallPhase
    /// Whether it takes data off a disk, so that it runs at most once for each arming.
    public var isDestructive: Bool
    /// Scripts that run on the machine before it, in order.
    public var before: [ShellScript]
    /// Scripts that run on the machine after it, in order.
    public var after: [ShellScript]

    /// The shortest and the longest timeout.
    public static let timeoutRange: ClosedRange<Duration> = .seconds(1) ... .seconds(86_400)
    /// The longest pause.
    public static let backoffLimit: Duration = .seconds(600)
    /// The most retries.
    public static let retryLimit = 20

    /// Describes a phase.
    public init(
        timeout: Duration, retries: Int = 0, backoff: Duration = .seconds(5),
        retryOn: Set<RetryCause> = Set(RetryCause.allCases), restartAt: InstallPhase,
        isDestructive: Bool = false, before: [ShellScript] = [], after: [ShellScript] = []
    ) {
        self.timeout = timeout
        self.retries = retries
        self.backoff = backoff
        self.retryOn = retryOn
        self.restartAt = restartAt
        self.isDestructive = isDestructive
        self.before = before
        self.after = after
    }

    /// The pause before a retry, counted from 1.
    public func pause(beforeRetry number: Int) -> Duration {
        var pause = backoff
        for _ in 1..<max(1, min(number, Self.retryLimit)) where pause < Self.backoffLimit { pause *= 2 }
        return min(pause, Self.backoffLimit)
    }

    /// What a plan gets that does not say otherwise.
    public static func standard(_ phase: InstallPhase) -> PhaseSettings {
        let minute: Duration = .seconds(60)
        switch phase {
        case .waitForSSH: return PhaseSettings(timeout: minute * 30, restartAt: phase)
        case .gate: return PhaseSettings(timeout: .seconds(30), retries: 3, restartAt: .waitForSSH)
        case .facts: return PhaseSettings(timeout: minute * 2, retries: 3, restartAt: phase)
        case .selectDisk: return PhaseSettings(timeout: minute, restartAt: .facts)
        case .partition: return PhaseSettings(timeout: minute * 10, restartAt: phase, isDestructive: true)
        case .copy: return PhaseSettings(timeout: minute * 60, retries: 5, restartAt: phase)
        case .files: return PhaseSettings(timeout: minute * 5, retries: 3, restartAt: phase)
        case .install: return PhaseSettings(timeout: minute * 20, retries: 1, restartAt: .files)
        case .verify: return PhaseSettings(timeout: minute * 5, retries: 2, restartAt: .install)
        case .reboot: return PhaseSettings(timeout: minute * 5, retries: 2, restartAt: phase)
        case .confirm: return PhaseSettings(timeout: minute * 20, restartAt: phase)
        }
    }
}
