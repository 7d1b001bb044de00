import BootModel
import BootPolicy
import BootServer
import Crypto
import Foundation
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
    private let logger: Logger

    /// Checks everything that can be wrong, then opens all sockets.
    init(_ configuration: Configuration, logger: Logger) async throws {
        self.logger = logger
        let interfaces = try InterfaceChoice(configuration: configuration).interfaces(
            among: try NetworkInterface.all())
        let database = try Database(stateDirectory: configuration.state)
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
        var taken = inForce
        taken.takeOverReloadable(from: configuration)
        if taken != configuration {
            logger.warning(
                "interfaces, ports, the state directory and install.store change only with a restart")
        }
        return taken
    }

    /// Stops answering and writes the last events.
    func stop() async {
        await server.stop()
        follower.stop()
        await installs.stop()
        await writer.finish()
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
        let library = ChainloaderLibrary(directories: configuration.chainloaders.directories)
        for warning in library.warnings { logger.warning("\(warning)") }
        let names = library.table.all.map { "\($0.architecture.rawValue) \($0.name)" }
        guard !names.isEmpty else {
            throw CommandError.failed(
                "no chainloader in \(configuration.chainloaders.directories.joined(separator: ", ")): install Debian's ipxe package, or set chainloaders.directories"
            )
        }
        logger.info("chainloaders: \(names.joined(separator: ", "))")
        return library
    }
}

extension Configuration {
    /// Takes the settings that a running daemon can change from another configuration.
    fileprivate mutating func takeOverReloadable(from other: Configuration) {
        dhcp.unknown = other.dhcp.unknown
        http.openImages = other.http.openImages
        menu = other.menu
        chainloaders = other.chainloaders
        cache = other.cache
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
