import BootModel
import InstallPlan
import Logging
import NetIO
import NetTypes
import Store

/// Carries out one job: commits what its state machine remembers, then does what it says.
///
/// Everything that happens goes through one queue, in order; what cannot be committed waits there and is tried again.
/// What runs on the machine goes on meanwhile, and without this process.
actor InstallDriver {
    /// The pause before the database is tried again.
    private static let patience = Duration.seconds(1)

    /// Something to do, in order.
    enum Item {
        case event(InstallJob.Event, InstallFailure?)
        case timeout
        case effect(InstallJob.Action)
    }

    nonisolated let executor: LoopExecutor
    let environment: InstallEnvironment
    let limits: EngineLimits
    var stored: StoredJob
    var job: InstallJob
    var context: JobContext?
    /// The connection of the present phase.
    var shell: RemoteShell?
    /// Why the newest address is not the machine; nil when it does not answer.
    var searchReason: InstallFailure?
    /// What the timeline says last of who answers.
    var toldReason: FailureCode?
    /// The addresses that the machine may have, the newest first.
    var addresses: [IPv4Address] = []
    /// The addresses that a search has looked at, or is to.
    var followed: Set<IPv4Address> = []
    /// When the search last took the addresses that it looks at.
    var lookedAt: WallClock?
    /// When the machine gave its last sign of life, as far as this process heard it.
    var lastHeard: WallClock?
    var offsets = StepOffsets()
    /// The log of the newest attempt, which outlives its connections: half of a secret may have come by the first.
    var log: (attempt: Int, file: PhaseLog)?
    private var work: Task<Void, Never>?
    private var workNumber = 0
    private var timer: Task<Void, Never>?
    var queue: [Item] = []
    /// Whether one thing is being done: what it causes is done after it.
    var isCommitting = false
    private var isWaiting = false
    private(set) var isStopped = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        _ stored: StoredJob, plan: InstallPlan, _ environment: InstallEnvironment, limits: EngineLimits,
        executor: LoopExecutor
    ) {
        self.stored = stored
        self.environment = environment
        self.limits = limits
        self.executor = executor
        job = InstallJob(phases: plan.phases, resuming: stored.record)
    }

    /// Takes up the job where the record says it is.
    func start() {
        carryOut(job.start(at: environment.now()))
        arm()
    }

    /// Lets go of the job; what runs on the machine goes on.
    func stop() async {
        isStopped = true
        timer?.cancel()
        let last = work
        endWork()
        await last?.value
    }

    /// Ends everything of a job that somebody else has ended.
    func abandon() {
        guard !isStopped else { return }
        switch job.record.activity {
        case .running, .connecting(.reattach): stopOnMachine(job.record.phase, job.record.attempt)
        case .armed, .connecting, .committing, .pausing, .allowingReboot, .ended: break
        }
        isStopped = true
        timer?.cancel()
        endWork()
    }

    // MARK: What happens

    /// Takes what happened.
    func send(_ event: InstallJob.Event, because failure: InstallFailure? = nil) {
        guard !isStopped else { return }
        queue.append(.event(event, failure))
        drain()
    }

    /// Decides what a machine boots that asks for its script; the decision is committed before this returns.
    func boot(token: String) -> InstallerBoot {
        drain()
        guard !isStopped, queue.isEmpty else {
            return .unavailable("the install's state could not be recorded yet; the machine will ask again")
        }
        do {
            // With the node as it is for this boot; what is missing ends the job where it looks for the machine.
            if !job.record.tokens.contains(token) { context = nil }
            try load()
        } catch let failure as InstallFailure {
            send(.scriptRequested(token: token))
            return .localDisk(failure.description)
        } catch {
            return .unavailable("\(error)")
        }
        do {
            defer { drain() }
            let actions = try commit(.event(.scriptRequested(token: token), nil))
            if actions.contains(.serveInstaller(token: token)) { return .installer }
            return .localDisk(reasonForLocalDisk)
        } catch let error as StoreError where error.kind == .refused {
            abandon()
            return .localDisk(error.message)
        } catch {
            return .unavailable("\(error)")
        }
    }

    private var reasonForLocalDisk: String {
        guard case .ended(let outcome) = job.record.activity else { return "its disk is verified" }
        return "its install is over: \(JobSentence.text(of: outcome))"
    }

    private func drain() {
        guard !isCommitting, !isWaiting else { return }
        while !isStopped, let item = queue.first {
            do {
                try commit(item)
                queue.removeFirst()
            } catch let error as StoreError where error.kind == .refused {
                environment.logger.notice("install job \(stored.id) was ended by another hand: \(error)")
                return abandon()
            } catch {
                environment.logger.error("install job \(stored.id) waits for the database: \(error)")
                return waitForDatabase()
            }
        }
        arm()
    }

    private func waitForDatabase() {
        isWaiting = true
        Task { [weak self] in
            try? await Task.sleep(for: Self.patience)
            await self?.resume()
        }
    }

    private func resume() {
        isWaiting = false
        drain()
    }

    // MARK: What is done

    func carryOut(_ actions: [InstallJob.Action]) {
        for action in actions {
            switch action {
            case .serveInstaller, .serveLocalDisk: break
            case .connect(let target): search(target)
            case .run(_, let attempt): perform(.run, attempt)
            case .reuse(_, let attempt): perform(.reuse, attempt)
            case .reattach(_, let attempt): perform(.reattach, attempt)
            case .stop(let phase, let attempt): stopOnMachine(phase, attempt)
            case .commitDestructive, .allowReboot: queue.append(.effect(action))
            case .refuseRetry(let code):
                tell(.refused, "the job is not tried again: \(code.title); \(code.advice)")
            case .end(let outcome):
                endWork()
                tell(JobSentence.timelineOutcome(of: outcome), JobSentence.text(of: outcome))
            }
        }
        if !queue.isEmpty { Task { self.drain() } }
    }

    /// Begins work that takes time; its end counts only while nothing else was begun.
    func beginWork(_ body: @escaping @Sendable () async -> (InstallJob.Event, InstallFailure?)?) {
        endWork()
        let number = workNumber
        work = Task { [weak self] in
            guard let (event, failure) = await body() else { return }
            await self?.finishWork(number, event, failure)
        }
    }

    private func finishWork(_ number: Int, _ event: InstallJob.Event, _ failure: InstallFailure?) {
        guard number == workNumber else { return }
        send(event, because: failure)
    }

    private func endWork() {
        work?.cancel()
        work = nil
        workNumber += 1
    }

    private func arm() {
        timer?.cancel()
        guard !isStopped, let deadline = job.deadline else { return }
        let pause = deadline.milliseconds - environment.now().milliseconds
        timer = Task { [weak self] in
            // A little later, so that the deadline is over when it is asked.
            try? await Task.sleep(for: .milliseconds(max(0, pause) + 1))
            guard !Task.isCancelled else { return }
            await self?.deadlineCame()
        }
    }

    private func deadlineCame() {
        guard !isStopped else { return }
        queue.append(.timeout)
        // Where the clock was set back meanwhile, nothing is due and the timer is armed again.
        drain()
    }
}
