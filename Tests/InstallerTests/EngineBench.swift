import BootModel
import Commands
import Crypto
import Foundation
import InstallPlan
import Lab
import Logging
import NetIO
import NetTypes
import OperatorFiles
import Store
import Synchronization
import Testing

@testable import Installer

/// A database with an armed node, an engine on it, and the machines that it finds.
final class EngineBench: Sendable {
    /// Too long for one line of base64.
    static let secret = Array((String(repeating: "s3cr3t-of-the-node/", count: 5) + "\n").utf8)
    static let card = MACAddress(rawValue: 0x5254_0000_0001)
    private static let token = "52-54-00-00-00-01-7-0123456789abcdef"

    let state: String
    let database: Database
    let key: InstallKey
    let job: Int64
    let port: Int
    /// What outlives the machine.
    let disk: String
    let heard = Mutex<[HeardAddress]>([])
    /// When the machine was heard last without an address.
    let sign = Mutex<WallClock?>(nil)
    /// How often the engine has asked for what was heard.
    let asked = Mutex(0)
    let events = Mutex<[BootEvent]>([])
    /// How far the calendar is from the real one, in milliseconds.
    let clockOffset = Atomic<Int64>(0)
    private let running = Mutex<InstallSupervisor?>(nil)

    init(plan text: String, arming: ArmingOptions = ArmingOptions()) async throws {
        state = NSTemporaryDirectory() + "rackrise-engine-" + UUID().uuidString
        disk = state + "/disk"
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        database = try Database(stateDirectory: state)
        key = try await InstallKey.load(stateDirectory: state)
        port = try NamespaceMachine.freePort()
        let time = Self.now
        try database.activate(Self.image, for: "worker", at: time)
        let plan = try InstallPlan(yaml: text.replacing("PORT", with: "\(port)"), file: "plan.yaml")
        let revision = try SHA256.hex(of: plan.canonical)
        try database.addPlan(
            revision: revision, canonical: String(decoding: plan.canonical, as: UTF8.self), name: "closure",
            at: time)
        try database.attachPlan(revision, to: "worker")
        try database.addNode(
            Node(
                name: "n1", macs: [Self.card], profile: "worker",
                variables: ["key": key.publicLine]))
        job = try #require(try database.arm(["n1"], arming, at: time).first).id
    }

    deinit { try? FileManager.default.removeItem(atPath: state) }

    static var now: WallClock { WallClock(milliseconds: MonotonicClock.unixMilliseconds()) }

    private static var image: NetbootImage {
        let file = ImageFile(sha256: String(repeating: "1", count: 64), size: 1 << 20)
        return NetbootImage(
            version: String(repeating: "2", count: 64), kernel: file, initrd: file,
            commandLine: "init=/nix/store/init", instructionSet: .x86)
    }

    /// The engine that runs now.
    var supervisor: InstallSupervisor { get throws { try #require(running.withLock { $0 }) } }

    /// Starts an engine, in the place of one that was stopped or lost.
    func startEngine(
        readPlan: @escaping @Sendable (StoredPlan) throws -> InstallPlan = {
            try InstallPlan(yaml: $0.canonical, file: "plan")
        },
        secret: @escaping @Sendable (String) throws -> [UInt8]? = { $0 == "token" ? EngineBench.secret : nil }
    ) async {
        var environment = InstallEnvironment(
            database: database, stateDirectory: state, key: key,
            hearing: { [weak self] _ in
                self?.asked.withLock { $0 += 1 }
                let places = self?.heard.withLock { $0 } ?? []
                let signs = places.map(\.heardAt) + [self?.sign.withLock { $0 }]
                return HeardMachine(places: places, lastSign: signs.compactMap(\.self).max())
            }, heardUUID: { _ in nil }, cacheURL: { _ in nil },
            readPlan: readPlan, secret: secret,
            record: { [weak self] event in self?.events.withLock { $0.append(event) } },
            now: { [weak self] in
                let offset = self?.clockOffset.load(ordering: .relaxed) ?? 0
                return WallClock(milliseconds: Self.now.milliseconds + offset)
            }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        environment.settings.installerPort = port
        environment.settings.probePause = .milliseconds(200)
        environment.settings.longestProbePause = .milliseconds(500)
        environment.settings.refusalPatience = .seconds(2)
        environment.settings.refreshPause = .milliseconds(100)
        let supervisor = InstallSupervisor(environment)
        running.withLock { $0 = supervisor }
        await supervisor.start()
    }

    func stopEngine() async {
        let supervisor = running.withLock { supervisor in
            defer { supervisor = nil }
            return supervisor
        }
        await supervisor?.stop()
    }

    /// What the node gets when it asks for its script.
    func boot() async throws -> InstallerBoot { try await supervisor.boot(of: job, token: Self.token) }

    /// Hands out the installer's script once.
    func bootInstaller() async throws { #expect(try await boot() == .installer) }

    /// Edits the database in its shell.
    func edit(_ statements: String) async throws {
        try await Command("sqlite3", ["\(state)/rackrise.db", statements]).run()
    }

    /// Reports a host key as the installer of that boot does.
    func phoneHome(_ key: String) async throws {
        try await supervisor.phoneHome(
            job: job, token: Self.token, address: IPv4Address(127, 0, 1, 1), keys: [key])
    }

    /// Tells the engine of an address from now on, remembered or by a sign of life.
    func hear(_ address: IPv4Address, of card: MACAddress = card, at time: WallClock? = nil) {
        heard.withLock { $0.insert(HeardAddress(mac: card, address: address, heardAt: time), at: 0) }
    }

    /// The node's machine in this boot of the installer, or one that is not quite it.
    func installer(
        mac: String = "52:54:00:00:00:01", token: String? = nil, address: IPv4Address? = nil,
        furtherAddress: IPv4Address? = nil, hostKey: String? = nil
    ) async throws -> NamespaceMachine {
        let machine = try await NamespaceMachine(
            NamespaceMachine.Description(
                mac: mac, commandLine: "console=ttyS0 rackrise.token=\(token ?? Self.token)",
                authorizedKey: key.publicLine, hostKey: hostKey, disk: disk, furtherAddress: furtherAddress),
            address: address, port: port)
        hear(machine.address)
        return machine
    }

    /// The machine as it boots from the disk that was written.
    func installedSystem(_ path: String) async throws -> NamespaceMachine {
        let hostKey = try String(contentsOfFile: disk + "/etc/ssh/ssh_host_ed25519_key", encoding: .utf8)
        let machine = try await NamespaceMachine(
            NamespaceMachine.Description(
                hostname: "n1", commandLine: "root=LABEL=nixos init=\(path)/init",
                authorizedKey: key.publicLine,
                hostKey: hostKey, system: path, disk: disk), port: port)
        hear(machine.address)
        return machine
    }

    /// The job as the database has it.
    func stored() throws -> StoredJob { try #require(try database.job(job)) }

    /// Waits until the job is as wanted.
    func wait(
        _ patience: Duration = .seconds(60), until isReached: (StoredJob) throws -> Bool
    ) async throws -> StoredJob {
        let deadline = ContinuousClock.now + patience
        while true {
            let stored = try stored()
            if try isReached(stored) { return stored }
            guard ContinuousClock.now < deadline else {
                throw LabError(
                    "the job did not come there in \(patience)", evidence: story + "\n\(stored.record)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// How the job ends.
    func end() async throws -> InstallJob.Outcome? { try await wait { $0.outcome != nil }.outcome }

    /// How the job ends when an operator has it go on.
    func endOfRetry() async throws -> InstallJob.Outcome? {
        let attempt = try stored().record.attempt
        try database.request(.retry, ofNode: "n1", at: Self.now)
        return try await wait { $0.record.attempt > attempt && $0.outcome != nil }.outcome
    }

    /// The timeline, one event to a line.
    var story: String {
        events.withLock { $0 }.map { "\($0.outcome.rawValue) \($0.detail)" }.joined(separator: "\n")
    }

    /// Waits until the timeline says this, which may be after the database knows it.
    func waitForStory(_ text: String) async throws {
        _ = try await wait { _ in story.contains(text) }
    }

    /// Every log of the job.
    var logs: String {
        let folder = "\(state)/jobs/\(job)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".log") }.sorted().map { name in
            "== \(name)\n" + ((try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "")
        }.joined()
    }

    /// Breaks every connection of this engine, as a cable that is pulled and put back.
    func cutConnections() async throws {
        // Also that of nix, which has a child of its own for it; no other run has this state directory.
        _ = try await Command("pkill", ["-KILL", "-f", "IdentityFile=\(state)/"]).outcome()
    }
}
