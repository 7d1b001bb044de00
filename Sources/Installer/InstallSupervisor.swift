public import NetIO
public import NetTypes
import BootModel
import InstallPlan
import Logging
import Store

/// Runs every open install job: takes up those that an earlier process began, and each that is armed later.
public actor InstallSupervisor {
    /// The thread that this and every job run on: their transactions block, and so stay off the cooperative threads.
    public nonisolated let executor = LoopExecutor(label: "rackrise.installs")
    private let environment: InstallEnvironment
    private let limits: EngineLimits
    private var drivers: [Int64: InstallDriver] = [:]
    private var watch: Task<Void, Never>?
    private var isFailing = false

    /// This actor's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Prepares the engine.
    public init(_ environment: InstallEnvironment) {
        self.environment = environment
        limits = EngineLimits(environment.settings)
    }

    /// Takes up the open jobs, and from then on each new one within a second.
    public func start() async {
        await refresh()
        let pause = environment.settings.refreshPause
        watch = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: pause)
                guard !Task.isCancelled else { return }
                await self?.refresh()
                await self?.listen()
            }
        }
    }

    private func listen() async {
        for driver in drivers.values { await driver.listen() }
    }

    /// Takes new jobs and operators' requests.
    public func refresh() async {
        do {
            let open = try environment.database.openJobs()
            for stored in open {
                if let driver = drivers[stored.id] {
                    await driver.takeOver(stored)
                } else {
                    try await take(stored)
                }
                if stored.request != nil { try await handOver(stored.id) }
            }
            // Ended here, or by somebody else: an operator who takes an arming back with SQL.
            let numbers = Set(open.map(\.id))
            for (id, driver) in drivers where !numbers.contains(id) {
                drivers[id] = nil
                await driver.abandon()
            }
            isFailing = false
        } catch {
            if !isFailing { environment.logger.error("the install jobs cannot be read: \(error)") }
            isFailing = true
        }
    }

    /// Decides what a machine boots that asks for the script of an armed install; the boot is spent before this returns.
    public func boot(of job: Int64, token: String) async -> InstallerBoot {
        if drivers[job] == nil { await refresh() }
        guard let driver = drivers[job] else { return .localDisk("its install is over") }
        return await driver.boot(token: token)
    }

    /// Takes the public host keys that the installer of a boot has reported.
    public func phoneHome(job: Int64, token: String, address: IPv4Address, keys: [String]) async {
        await drivers[job]?.phoneHome(token: token, keys: keys)
    }

    /// Lets go of every job; what runs on the machines goes on.
    public func stop() async {
        watch?.cancel()
        watch = nil
        await withTaskGroup { group in
            for driver in drivers.values { group.addTask { await driver.stop() } }
        }
        drivers = [:]
    }

    private func take(_ stored: StoredJob) async throws {
        let plan: InstallPlan
        let text = try environment.database.plan(stored.plan)
        do {
            guard let read = try text.map(environment.readPlan) else {
                return try end(stored, "it is not stored")
            }
            plan = read
        } catch {
            return try end(stored, "\(error)")
        }
        let driver = InstallDriver(
            stored, plan: plan, environment, limits: limits, executor: executor)
        drivers[stored.id] = driver
        await driver.start()
    }

    /// Ends a job whose plan this version cannot read.
    private func end(_ stored: StoredJob, _ reason: String) throws {
        environment.logger.error(
            "install job \(stored.id) ends, for its plan \(stored.plan) cannot be read: \(reason)")
        var record = stored.record
        let outcome = InstallJob.Outcome.failed(record.phase, .planUnreadable)
        record.activity = .ended(outcome)
        try environment.database.end(record, of: stored.id)
        environment.record(
            BootEvent(
                time: environment.now(), mac: nil, node: stored.node, stage: .install,
                outcome: JobSentence.timelineOutcome(of: outcome), detail: JobSentence.text(of: outcome)))
    }

    private func handOver(_ id: Int64) async throws {
        guard let request = try environment.database.takeRequest(of: id) else { return }
        await drivers[id]?.send(request == .cancel ? .cancel : .retry)
    }
}
