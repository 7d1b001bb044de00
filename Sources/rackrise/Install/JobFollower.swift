import BootModel
import InstallPlan
import Store

/// Follows jobs to their ends and tells what happens on the way, from what the daemon writes to the database.
struct JobFollower {
    private static let interval = Duration.milliseconds(250)
    /// How long nothing may happen before the operator is told what to look at.
    private static let patience: Duration = .seconds(10)

    private let database: Database
    private let isQuiet: Bool
    private var open: [Int64]
    private var ended: [Int64: StoredJob] = [:]
    /// The attempts of each job whose begin and whose end were told.
    private var begun: [Int64: Int] = [:]
    private var finished: [Int64: Int] = [:]
    /// Since when each job waits for more proof of a host key, and which of them the operator was asked for.
    private var untrusted: [Int64: ContinuousClock.Instant] = [:]
    private var askedFor: Set<Int64> = []
    private var lastNews: ContinuousClock.Instant
    private var progress = ProgressLine("install")

    /// Prepares to follow these jobs; `isQuiet` tells nothing on the way.
    init(database: Database, jobs: [StoredJob], isQuiet: Bool) {
        self.database = database
        self.isQuiet = isQuiet
        open = jobs.map(\.id)
        lastNews = .now
    }

    /// Returns the jobs as they ended, in order.
    mutating func untilAllEnded() async throws -> [StoredJob] {
        let all = open
        while true {
            try look()
            if open.isEmpty { break }
            hint()
            try await Task.sleep(for: Self.interval)
        }
        progress.end()
        return all.compactMap { ended[$0] }
    }

    private mutating func look() throws {
        var running: [String] = []
        for id in open {
            guard let job = try database.job(id) else {
                throw CommandError.failed("install job \(id) was removed together with its node")
            }
            let steps = try database.steps(of: id)
            for step in steps { try tell(step, of: job) }
            if job.outcome == nil {
                try askForTrust(job)
                if let news = InstallText.news(job, steps) { running.append("\(job.node) \(news)") }
            } else {
                try end(job, steps)
            }
        }
        open.removeAll { ended[$0] != nil }
        if !running.isEmpty { progress.show(text: running.joined(separator: "; ")) }
    }

    private mutating func tell(_ step: StepRun, of job: StoredJob) throws {
        if step.attempt > begun[job.id, default: 0] {
            begun[job.id] = step.attempt
            try write("\(job.node): \(step.phase.rawValue), attempt \(step.attempt)")
        }
        if let end = step.endedAt, step.attempt > finished[job.id, default: 0] {
            finished[job.id] = step.attempt
            let took = Elapsed.text(milliseconds: end.milliseconds - step.startedAt.milliseconds)
            let amount = InstallText.amount(step, at: end).map { " (\($0))" } ?? ""
            try write(
                "\(job.node): \(step.phase.rawValue) \(InstallText.result(step)) after \(took)\(amount)")
        }
    }

    /// Says how to go on when a job waits for more proof of a host key, and no report of the installer's brings it.
    private mutating func askForTrust(_ job: StoredJob) throws {
        guard let shown = try ShownKey.awaiting(job, in: database).first else {
            untrusted[job.id] = nil
            return
        }
        let since = untrusted[job.id] ?? .now
        untrusted[job.id] = since
        guard ContinuousClock.now - since >= Self.patience, askedFor.insert(job.id).inserted else { return }
        try write(
            "\(job.node): waits for more proof of the host key \(shown); when the machine's console shows the same: "
                + "rackrise install trust \(job.node) \(shown.fingerprint)")
    }

    private mutating func end(_ job: StoredJob, _ steps: [StepRun]) throws {
        ended[job.id] = job
        let end = try database.endOfJob(job.id) ?? ClockText.now()
        let took = Elapsed.text(milliseconds: end.milliseconds - job.armedAt.milliseconds)
        let why = InstallText.news(job, steps).map { ": \($0)" } ?? ""
        let advice = InstallText.failure(job).map { "; \($0.advice)" } ?? ""
        try write("\(job.node): \(job.machine.stage) after \(took)\(why)\(advice)")
    }

    private mutating func write(_ line: String) throws {
        lastNews = .now
        guard !isQuiet else { return }
        progress.end()
        try Console.write([TerminalText.printable(line)])
    }

    /// Told once, when nothing happens from the beginning.
    private mutating func hint() {
        guard begun.isEmpty, ended.isEmpty, ContinuousClock.now - lastNews >= Self.patience else { return }
        begun[0] = 0
        Console.writeError(
            "nothing has happened yet: power the machine on; interrupting this leaves the arming as it is, and the same "
                + "command goes on")
    }
}
