import BootModel
import InstallPlan
import NetTypes
import Store

/// Installs in words.
enum InstallText {
    /// What an arming did.
    static func armed(_ job: StoredJob) -> String {
        let arming = job.record.arming
        let boots = arming.boots == 1 ? "one boot" : "\(arming.boots) boots"
        return
            "armed node \(job.node) as job \(job.id): the installer is profile \(job.installer), \(boots) until "
            + "\(ClockText().text(arming.until))\(arming.mayWipe ? ", its disk may be written over" : "")"
    }

    /// That waiting goes on with an install that was armed before.
    static func followed(_ job: StoredJob) -> String {
        "node \(job.node) has the open install job \(job.id) (\(stage(job))), which is followed as it was armed"
    }

    /// That nobody drives installs.
    static func unserved(_ state: String) -> String {
        "no rackrise serve runs on \(state), and the install waits for one; interrupting this leaves the arming as it is"
    }

    /// The newest job of each node, one line each.
    static func table(_ jobs: [StoredJob], in database: Database) throws -> [String] {
        let clock = ClockText()
        let rows = try jobs.map { job in
            let steps = try database.steps(of: job.id)
            let end = try database.endOfJob(job.id)
            return [
                job.node, "\(job.id)", stage(job), clock.text(job.armedAt), end.map(clock.text) ?? "-",
                "\(job.record.tokens.count) of \(job.record.arming.boots)", news(job, steps) ?? "-",
            ]
        }
        return Table(["NODE", "JOB", "STAGE", "ARMED", "ENDED", "BOOTS", "NEWS"], rows: rows).lines
    }

    /// One job in full, with the time that each phase took.
    static func details(_ job: StoredJob, in database: Database) throws -> [String] {
        let steps = try database.steps(of: job.id)
        let plan = try database.plans().first { $0.revision == job.plan }
        let clock = ClockText()
        let arming = job.record.arming
        let end = try database.endOfJob(job.id)
        var fields = [
            ["node", job.node], ["job", "\(job.id)"], ["stage", stage(job)],
            ["plan", "\(plan?.name ?? "removed") \(job.plan.prefix(12))"], ["installer", job.installer],
            ["armed", "\(clock.text(job.armedAt)) until \(clock.text(arming.until))"],
            ["boots", "\(job.record.tokens.count) of \(arming.boots)"],
            ["disk", arming.mayWipe ? "may be written over" : "must be empty"],
        ]
        if let end {
            let took = Elapsed.text(milliseconds: end.milliseconds - job.armedAt.milliseconds)
            fields.append(["ended", "\(clock.text(end)) after \(took)"])
        }
        for (name, key) in [("installer key", job.installerKey), ("system key", job.systemKey)] {
            if let key { fields.append([name, "\(key.key) (\(key.trust.rawValue))"]) }
        }
        for shown in try ShownKey.awaiting(job, in: database) {
            fields.append([
                "seen key",
                "\(shown); when the console shows the same: rackrise install trust \(job.node) \(shown.fingerprint)",
            ])
        }
        if let news = news(job, steps) { fields.append([job.outcome == nil ? "now" : "why", news]) }
        if let failure = failure(job) { fields.append(["next", "\(failure.title): \(failure.advice)"]) }
        return Table(rows: fields).lines + phases(steps, clock)
    }

    private static func phases(_ steps: [StepRun], _ clock: ClockText) -> [String] {
        guard !steps.isEmpty else { return [] }
        let rows = steps.map { step in
            [
                "\(step.attempt)", step.phase.rawValue, clock.text(step.startedAt),
                step.endedAt.map { Elapsed.text(milliseconds: $0.milliseconds - step.startedAt.milliseconds) }
                    ?? "-",
                amount(step, at: step.endedAt ?? ClockText.now()) ?? "-", result(step),
            ]
        }
        return [""] + Table(["ATTEMPT", "PHASE", "BEGAN", "TOOK", "BYTES", "RESULT"], rows: rows).lines
    }

    /// How an attempt ended.
    static func result(_ step: StepRun) -> String {
        guard step.endedAt != nil else { return "running" }
        guard let failure = step.failure else { return "done" }
        return step.detail.map { "\(failure): \($0)" } ?? failure.rawValue
    }

    /// Where a job stands, with what was asked of it.
    static func stage(_ job: StoredJob) -> String {
        switch job.request {
        case .cancel: "\(job.machine.stage), being cancelled"
        case .retry: "\(job.machine.stage), to be tried again"
        case nil: job.machine.stage.description
        }
    }

    /// What a job does now, or why it ended otherwise than well.
    static func news(_ job: StoredJob, _ steps: [StepRun]) -> String? {
        if let failure = failure(job) {
            let detail = steps.last { $0.failure == failure }?.detail
            return detail.map { "\(failure): \($0)" } ?? failure.rawValue
        }
        guard job.outcome == nil, let step = steps.last, step.endedAt == nil else { return nil }
        return amount(step, at: ClockText.now()).map { "\(step.phase.rawValue): \($0)" }
            ?? step.phase.rawValue
    }

    /// The failure that a job ended with.
    static func failure(_ job: StoredJob) -> FailureCode? {
        switch job.outcome {
        case .failed(_, let code), .installedUnconfirmed(let code): code
        case .cutOverFailed: .cutOverFailed
        case .installed, .cancelled, nil: nil
        }
    }

    /// How many octets are done, of how many and how fast, where that is known.
    static func amount(_ step: StepRun, at now: WallClock) -> String? {
        guard let done = step.doneBytes else { return nil }
        let elapsed = max(1, now.milliseconds - step.startedAt.milliseconds)
        let rate = "\(ByteCount.text(UInt64(Double(done) * 1000 / Double(elapsed))))/s"
        guard let total = step.totalBytes, total > 0 else { return "\(ByteCount.text(done)), \(rate)" }
        let percent = min(100, UInt64(Double(done) * 100 / Double(total)))
        return "\(percent) %, \(ByteCount.text(done)) of \(ByteCount.text(total)), \(rate)"
    }
}

extension StoredJob {
    /// The state machine at this point; the stage does not depend on the plan.
    var machine: InstallJob { InstallJob(phases: PhaseTable(), resuming: record) }
}
