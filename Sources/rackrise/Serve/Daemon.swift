import BootModel
import BootPolicy
import BootServer
import Crypto
import Foundation
import ImageStore
import Installer
import Logging
import NetIO
import NetTypes
import OperatorFiles
import Store

/// One running `rackrise serve`: the network services, fed by the database and the configuration.
final class Daemon: Sendable {
    private let server: BootServer
    private let follower: InventoryFollower
    private let writer: EventWriter
    private let installs: InstallEngine
    private let database: Database
    private let logger: Logger

    /// Checks everything that can be wrong, then opens all sockets.
    init(_ configuration: Configuration, logger: Logger) async throws {
        self.logger = logger
        let interfaces = try InterfaceChoice(configuration: configuration).interfaces(
            among: try NetworkInterface.all())
        // Before the database, whose schema may not change under another server.
        try StateLock.take(configuration.state)
        let database = try Self.database(configuration, logger: logger)
        self.database = database
        Self.removeAbandonedImports(configuration, logger: logger)
        let library = try Self.library(configuration, logger: logger)
        let recorder = EventRecorder()
        let installs = try await InstallEngine(
            configuration, database: database, interfaces: interfaces, recorder: recorder, logger: logger)
        self.installs = installs
        let state = ServerState(
            inventory: try database.inventory(),
            policy: BootPolicy(settings: PolicySettings(configuration), chainloaders: library.table),
            library: library, templates: try ScriptTemplates(), tokenKey: try Self.tokenKey(configuration),
            httpPort: configuration.http.port, imageDirectory: "\(configuration.state)/images",
            cache: try Self.cache(configuration, logger: logger), installKey: installs.key.publicLine)
        let ports = BootServer.Ports(
            dhcp: configuration.dhcp.port, bootServer: configuration.dhcp.bootServerPort,
            tftp: configuration.tftp.port)
        do {
            server = try await BootServer(
                interfaces: interfaces, ports: ports, capture: configuration.dhcp.capture, state: state,
                recorder: recorder, installs: installs,
                loopCount: ProcessInfo.processInfo.activeProcessorCount,
                logger: logger)
        } catch let error as SocketError {
            throw CommandError.socket(error, configuration)
        } catch let error as PacketTapError {
            throw CommandError.capture(error)
        }
        writer = EventWriter(database: database, recorder: recorder, logger: logger)
        let server = server
        follower = InventoryFollower(database: database, from: state.inventory) { inventory in
            NetLoop.executor.perform {
                NetLoop.assumeIsolated { server.update { $0.with(inventory) } }
            }
            installs.refresh()
        } report: { error in
            logger.error("the whitelist cannot be read again, the last one stays: \(error)")
        }
        await writer.start()
        follower.start()
        await installs.start(server)
        for interface in interfaces {
            logger.info(
                "serving \(interface.name)",
                metadata: ["address": "\(interface.primaryAddress.map(\.description) ?? "none")"])
        }
        logger.info(
            "whitelist loaded",
            metadata: [
                "nodes": "\(state.inventory.nodeCount)",
                "profiles": "\(Array(state.inventory.profiles).count)",
            ])
        warnOfMissingImages(configuration)
    }

    /// Takes over the settings that can change while sockets stay open.
    ///
    /// - Returns: The settings that are in force now.
    func reload(_ configuration: Configuration, inForce: Configuration) async throws -> Configuration {
        let library = try Self.library(configuration, logger: logger)
        let policy = BootPolicy(settings: PolicySettings(configuration), chainloaders: library.table)
        let cache = try Self.cache(configuration, logger: logger)
        await server.update { $0.with(policy, library, cache) }
        installs.reload(configuration)
        logger.notice("configuration read again")
        warnOfMissingImages(inForce)
        var taken = inForce
        taken.takeOverReloadable(from: configuration)
        let waiting = taken.settings(differingFrom: configuration)
        if !waiting.isEmpty {
            logger.warning("these settings change only with a restart: \(waiting.joined(separator: ", "))")
        }
        return taken
    }

    /// Machines that are sent to an image whose files are gone would be the first to find out.
    private func warnOfMissingImages(_ configuration: Configuration) {
        let check = ImageCheck(stateDirectory: configuration.state)
        do {
            for complaint in try database.profiles().compactMap({ check.complaint(about: $0) }) {
                logger.warning("\(complaint)")
            }
        } catch {
            logger.warning("whether every image is there is not known: \(error)")
        }
    }

    /// Stops answering and writes the last events.
    func stop() async {
        await server.stop()
        follower.stop()
        await installs.stop()
        await writer.finish()
    }

    private static func database(_ configuration: Configuration, logger: Logger) throws -> Database {
        let isNew = !FileManager.default.fileExists(atPath: "\(configuration.state)/rackrise.db")
        let database = try Database(stateDirectory: configuration.state)
        // A mistyped path would look like a whitelist that is lost.
        if isNew { logger.warning("\(database.path) did not exist: it is made, and empty") }
        return database
    }

    private static func removeAbandonedImports(_ configuration: Configuration, logger: Logger) {
        do throws(ImageStoreError) {
            try ImageStore(directory: "\(configuration.state)/images").removeAbandonedImports()
        } catch {
            logger.warning("what an interrupted import left stays: \(error)")
        }
    }

    private static func tokenKey(_ configuration: Configuration) throws -> HMACKey {
        do {
            return try HMACKey(KeyFile.load("token.key", in: configuration.state))
        } catch {
            throw CommandError.failed("\(error)")
        }
    }

    private static func cache(_ configuration: Configuration, logger: Logger) throws -> BinaryCache? {
        let cache = try configuration.binaryCache()
        if let cache, !cache.isFilled { logger.warning("\(cache.emptyNotice)") }
        return cache
    }

    private static func library(_ configuration: Configuration, logger: Logger) throws -> ChainloaderLibrary {
        let library = try configuration.chainloaderLibrary()
        for warning in library.warnings { logger.warning("\(warning)") }
        let names = library.table.all.map { "\($0.architecture.rawValue) \($0.name)" }
        logger.info("chainloaders: \(names.joined(separator: ", "))")
        return library
    }
}

extension PolicySettings {
    /// The decision's part of the configuration.
    init(_ configuration: Configuration) {
        self.init(
            unknownMachines: UnknownMachines(configuration.dhcp.unknown),
            openImages: configuration.http.openImages,
            menuTimeout: configuration.menu.timeout)
    }
}

extension PolicySettings.UnknownMachines {
    init(_ setting: Configuration.UnknownMachines) {
        switch setting {
        case .discover: self = .discover
        case .ignore: self = .ignore
        case .menu: self = .menu
        }
    }
}
