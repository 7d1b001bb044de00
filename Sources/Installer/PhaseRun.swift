import BootModel
import InstallPlan
import NetTypes
import Synchronization

/// One attempt at a phase on a machine that answers.
///
/// A phase is a sequence of steps: the hooks before, its own, the hooks after. Detached steps begin at most once, so a
/// sequence that broke off is simply run again and passes over what the machine has done already.
struct PhaseRun: Sendable {
    /// What the machine knows nothing of, although a phase was to be attached to again.
    struct StepUnknown: Error {}

    /// Whether the phase may begin.
    enum Mode: Sendable {
        /// It begins, or goes on.
        case run
        /// What it made earlier in the job is used.
        case reuse
        /// It has begun on the machine, or is unknown.
        case reattach
    }

    let context: JobContext
    let shell: RemoteShell
    let phase: InstallPhase
    let attempt: Int
    let mode: Mode
    let record: InstallJob.Record
    let log: PhaseLog
    let settings: EngineSettings
    let offsets: StepOffsets
    /// Room for closures that are pushed at a time.
    let pushes: SessionLimit
    /// Where a machine at this address finds our own binary cache; nil when we serve none.
    let cacheURL: @Sendable (IPv4Address) -> String?
    /// The Nix store that a closure is pushed from; nil is the one that nix itself takes.
    let store: String?
    /// The identifier that a machine gave itself in DHCP.
    let heardUUID: @Sendable (_ macs: [MACAddress]) async -> GUID?
    /// The time.
    let now: @Sendable () -> WallClock
    /// Tells how far the phase is.
    let progress: @Sendable (_ done: UInt64, _ total: UInt64) -> Void
    /// Puts a sentence on the node's timeline.
    let tell: @Sendable (BootEvent.Outcome, String) async -> Void
    /// Tells that the phase waits for other jobs, and that this is over.
    let queued: @Sendable (_ isOver: Bool) async -> Void
    /// Pins the key of the system on the disk.
    let pinSystemKey: @Sendable (HostKey, HostKeyTrust) async throws -> Void

    /// Runs the phase to its end.
    ///
    /// - Throws: `InstallFailure`, `ConnectionFailure`, or `StepUnknown`.
    func perform() async throws {
        if mode == .reattach { try await requireFirstStep() }
        let hooks = context.plan.phases[phase]
        if mode != .reuse { try await runHooks(hooks.before, "before") }
        try await performOwnSteps()
        if mode != .reuse { try await runHooks(hooks.after, "after") }
    }

    private func performOwnSteps() async throws {
        switch phase {
        case .waitForSSH: break
        case .gate: try await passGate()
        case .facts: _ = try await readFacts()
        case .selectDisk: _ = try await selectDisks()
        case .partition: try await partition()
        case .copy: try await copy()
        case .files: try await writeFiles()
        case .install: try await install()
        case .verify: try await verify()
        case .reboot: try await reboot()
        case .confirm: try await confirm()
        }
    }

    // MARK: Steps

    /// Runs a script in the session; a status other than zero is a failure.
    @discardableResult
    func direct(_ script: MachineScript) async throws -> String {
        let outcome = try await shell.run(script)
        if !outcome.errors.isEmpty { log.append(Array(outcome.errors.utf8)) }
        guard outcome.status == 0 else {
            throw InstallFailure(
                .commandFailed, log.clean("status \(outcome.status): \(Self.lastLine(outcome.errors))"))
        }
        return outcome.text
    }

    /// Runs a script detached, or goes on watching it.
    ///
    /// One that `runsNix` is judged by nix's words too. One that `mayVanish` has done its work when it is killed, or the
    /// connection breaks after it has begun.
    func detached(
        _ name: String, _ script: MachineScript, runsNix: Bool = false, mayVanish: Bool = false
    ) async throws {
        let step = DetachedStep(job: context.job, name: name)
        let tail = Mutex<[UInt8]>([])
        let (log, offsets, settings) = (log, offsets, settings)
        let ending = try await step.follow(
            on: shell, script: script, from: offsets[name],
            output: { octets in
                offsets.add(octets.count, to: name)
                log.append(octets)
                tail.withLock { $0 = ($0 + octets).suffix(settings.tailLength) }
            }, progress: progress)
        let text = log.clean(String(decoding: tail.withLock { $0 }, as: UTF8.self))
        switch ending {
        case .ended(status: 0, _): return
        case .ended(let status, let failure):
            throw failure.map { InstallFailure($0.code, log.clean($0.detail)) }
                ?? (runsNix ? StepDiagnosis.failure(ofNix: text) : nil)
                ?? StepDiagnosis.failure(status: status, tail: text)
        case .gone where mayVanish: return
        case .gone:
            throw InstallFailure(
                .commandFailed, "the step was killed; its last words: \(Self.lastLine(text))")
        case .lost(let words) where mayVanish: log.note(words)
        case .lost(let words): throw ConnectionFailure.lost(words)
        case .unknown: throw StepUnknown()
        }
    }

    /// The name of a detached step of this attempt.
    func stepName(_ suffix: String = "") -> String {
        "\(attempt)-\(phase.rawValue)" + (suffix.isEmpty ? "" : "-\(suffix)")
    }

    private func runHooks(_ hooks: [ShellScript], _ when: String) async throws {
        for (index, hook) in hooks.enumerated() {
            let text = try hook.rendered(with: context.values)
            do {
                try await detached(stepName("\(when)-\(index)"), Self.isolated(text))
            } catch let failure as InstallFailure where phase == .confirm && when == "after" {
                throw InstallFailure(.cutOverFailed, failure.detail)
            }
        }
    }

    /// A script of the plan, run by a shell of its own, so that none of its words meets ours.
    static func isolated(_ text: String) -> MachineScript {
        MachineScript("sh -c \"$plan_script\"\n", ["plan_script": text])
    }

    /// The detached step that is the first of the phase; nil for phases whose steps can simply be repeated.
    private var firstStep: String? {
        if !context.plan.phases[phase].before.isEmpty { return stepName("before-0") }
        switch phase {
        case .partition, .install, .verify: return stepName()
        case .copy:
            guard case .pull = context.plan.copy else { return nil }
            return stepName()
        case .waitForSSH, .gate, .facts, .selectDisk, .files, .reboot, .confirm: return nil
        }
    }

    private func requireFirstStep() async throws {
        guard let firstStep, try await isKnown(firstStep) else {
            guard context.plan.phases[phase].isDestructive, try await isSameBoot() else {
                throw StepUnknown()
            }
            // The claim would be there if anything had begun in this boot; so nothing is written yet.
            return
        }
    }

    /// Whether the machine is still in the boot that passed the gate.
    private func isSameBoot() async throws -> Bool {
        let report = try MachineReport.identity(try await direct(MachineScript(asset: "identity")))
        return SmallFile(installerBootFile).text == report.bootID + "\n"
    }

    /// Whether a detached step has begun on the machine.
    func isKnown(_ name: String) async throws -> Bool {
        let path = DetachedStep(job: context.job, name: name).path
        return try await shell.run(MachineScript("[ -d \"$step\" ]\n", ["step": path])).status == 0
    }

    static func lastLine(_ text: String) -> String {
        let lines = text.split(separator: "\n").map(SeenText.clean).filter { !$0.isEmpty }
        return lines.last ?? "it said nothing"
    }
}
