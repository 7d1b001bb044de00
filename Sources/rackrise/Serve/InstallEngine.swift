import BootModel
import BootServer
import Installer
import Logging
import NetIO
import NetTypes
import OperatorFiles
import Secrets
import Store
import Synchronization

/// The engine of installs, wired to the boot path: it spends boots for the server, and the server tells it addresses.
final class InstallEngine: InstallBoots {
    /// Our key pair; its public half goes into every installer's initrd.
    let key: InstallKey

    private let supervisor: InstallSupervisor
    private let whereabouts = Whereabouts()
    private let cache: OwnCache

    /// The server, which exists only after the engine that it asks.
    private final class Whereabouts: Sendable {
        private let server = Mutex<BootServer?>(nil)

        func set(_ server: BootServer) { self.server.withLock { $0 = server } }

        func hearing(of macs: [MACAddress]) async -> HeardMachine {
            guard let server = server.withLock({ $0 }) else { return HeardMachine() }
            let heard = await server.sightings(of: macs)
            let (time, now) = (
                WallClock(milliseconds: MonotonicClock.unixMilliseconds()), MonotonicClock.now()
            )
            return HeardMachine(
                places: heard.places.map { sighting in
                    HeardAddress(
                        mac: sighting.mac, address: sighting.address,
                        heardAt: sighting.heardAt.map { time + ($0 - now) })
                }, lastSign: heard.lastSign.map { time + ($0 - now) })
        }

        func guid(of macs: [MACAddress]) async -> GUID? {
            guard let server = server.withLock({ $0 }) else { return nil }
            return await server.guid(of: macs)
        }
    }

    /// Prepares the engine, and makes our key pair at the first start.
    init(
        _ configuration: Configuration, database: Database, interfaces: [NetworkInterface],
        recorder: EventRecorder, logger: Logger
    ) async throws {
        do {
            key = try await InstallKey.load(stateDirectory: configuration.state)
        } catch let failure as InstallKey.Failure {
            throw CommandError.failed(failure.description)
        }
        let cache = OwnCache(configuration, interfaces: interfaces)
        self.cache = cache
        let vault = SecretVault(stateDirectory: configuration.state, database: database)
        supervisor = InstallSupervisor(
            InstallEnvironment(
                database: database, stateDirectory: configuration.state, key: key,
                hearing: { [whereabouts] in await whereabouts.hearing(of: $0) },
                heardUUID: { [whereabouts] in await whereabouts.guid(of: $0) },
                cacheURL: { cache.url(for: $0) }, store: configuration.install.store,
                readPlan: { try PlanText.plan($0) }, secret: { try Self.secret($0, in: vault) },
                record: { recorder.record(BootStep($0)) },
                now: { WallClock(milliseconds: MonotonicClock.unixMilliseconds()) }, logger: logger))
    }

    private static func secret(_ name: String, in vault: SecretVault) throws -> [UInt8]? {
        do {
            return try vault.value(of: name)
        } catch SecretError.missing {
            return nil
        }
    }

    /// Takes up the open jobs, now that machines can be heard.
    func start(_ server: BootServer) async {
        whereabouts.set(server)
        await supervisor.start()
    }

    /// Takes over what a configuration that was read again says of the binary cache.
    func reload(_ configuration: Configuration) { cache.update(configuration) }

    /// Takes new jobs and requests at once.
    func refresh() { Task { await supervisor.refresh() } }

    /// Lets go of the jobs; what runs on machines goes on.
    func stop() async { await supervisor.stop() }

    func boot(of job: Int64, token: String) async -> InstallBoot {
        switch await supervisor.boot(of: job, token: token) {
        case .installer: .installer
        case .localDisk(let reason): .localDisk(reason)
        case .unavailable(let reason): .unavailable(reason)
        }
    }

    func phoneHome(job: Int64, token: String, address: IPv4Address, keys: [String]) async {
        await supervisor.phoneHome(job: job, token: token, address: address, keys: keys)
    }
}
