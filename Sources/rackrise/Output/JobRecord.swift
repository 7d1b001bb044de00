import BootModel
import InstallPlan
import Installer
import NetTypes
import Store

/// An install as `--json` shows it.
struct JobRecord: Encodable {
    /// Why it failed.
    struct Failure: Encodable {
        /// The stable name, such as `disk-selector-many`.
        let code: String
        /// What it means.
        let title: String
        /// What was seen, or null.
        @OrNull var detail: String?
        /// What to do next.
        let advice: String
    }

    /// A pinned host key.
    struct HostKey: Encodable {
        let key: String
        /// `static`, `tofu-bound`, `reported`, `injected` or `console`.
        let trust: String
        /// As `ssh-keygen -l` prints it.
        @OrNull var fingerprint: String?

        init(_ pinned: PinnedHostKey) {
            key = pinned.key
            trust = pinned.trust.rawValue
            fingerprint = try? NetTypes.HostKey(pinned.key)?.fingerprint
        }
    }

    /// A key that waits to be compared with the console.
    struct SeenKey: Encodable {
        let key: String
        let fingerprint: String
        /// Where it was seen, or null for the key that is pinned with a weaker proof.
        @OrNull var address: String?
    }

    let job: Int64
    let node: String
    /// The revision of the plan.
    let plan: String
    let installer: String
    /// Times are RFC 3339 in UTC.
    let armedAt: String
    let until: String
    @OrNull var endedAt: String?
    let boots: Int
    let bootsSpent: Int
    let mayWipe: Bool
    /// Such as `armed`, `installing(copy)` and `failed(gate)`.
    let stage: String
    /// `installed`, `installed-unconfirmed`, `cut-over-failed`, `failed` or `cancelled`; null while it is open.
    @OrNull var outcome: String?
    let phase: String
    let attempt: Int
    let verified: Bool
    /// `cancel` or `retry`, asked and not yet done; or null.
    @OrNull var request: String?
    @OrNull var failure: Failure?
    @OrNull var installerKey: HostKey?
    @OrNull var systemKey: HostKey?
    /// What the installer has shown while the job waits for more proof.
    let seenKeys: [SeenKey]
    let steps: [StepRecord]

    /// Describes a job with its steps.
    init(_ job: StoredJob, in database: Database) throws {
        let clock = ClockText.utc()
        let steps = try database.steps(of: job.id)
        self.job = job.id
        node = job.node
        plan = job.plan
        installer = job.installer
        armedAt = clock.text(job.armedAt)
        until = clock.text(job.record.arming.until)
        endedAt = try database.endOfJob(job.id).map(clock.text)
        boots = job.record.arming.boots
        bootsSpent = job.record.tokens.count
        mayWipe = job.record.arming.mayWipe
        stage = job.machine.stage.description
        outcome = job.outcome?.word
        phase = job.record.phase.rawValue
        attempt = job.record.attempt
        verified = job.record.isVerified
        request = job.request?.rawValue
        failure = InstallText.failure(job).map { code in
            Failure(
                code: code.rawValue, title: code.title,
                detail: steps.last { $0.failure == code }?.detail, advice: code.advice)
        }
        installerKey = job.installerKey.map(HostKey.init)
        systemKey = job.systemKey.map(HostKey.init)
        seenKeys = try ShownKey.awaiting(job, in: database).map {
            SeenKey(key: $0.key, fingerprint: $0.fingerprint, address: $0.address?.description)
        }
        self.steps = steps.map { StepRecord($0, clock) }
    }
}
