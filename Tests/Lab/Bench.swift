import Foundation

/// A wire with `rackrise serve`, a foreign DHCP server and a packet capture on it, for machines to be powered on.
public struct Bench: Sendable {
    /// Where the foreign DHCP server is, and what it says.
    public enum AddressServer: Sendable {
        /// On a host of its own, handing out addresses only.
        case neighbour
        /// On Rackrise's own host and address, handing out addresses only.
        case sameHost
        /// The same, naming Rackrise's address as the next server, without a file name.
        case neighbourWithNextServer
        /// On Rackrise's own host and address, pointing PXE clients to its port 4011 with option 60.
        case sameHostWithVendorClass
    }

    /// The address of the host that Rackrise runs on.
    public static let address = "192.168.77.1"
    /// The address of the neighbouring host.
    public static let neighbourAddress = "192.168.77.2"
    static let firstLease = "192.168.77.100"
    static let lastLease = "192.168.77.199"

    /// The server under test.
    public let server: RackriseServer
    /// Another host on the wire, which nobody has listed.
    public let neighbour: NetworkNamespace
    /// What was on the wire.
    public let capture: PacketCapture
    /// The netboot images and the disk.
    public let images: GuestImages

    private let network: NetworkNamespace
    /// Where machines are plugged in: the wire itself, or a router's other one.
    private let machines: NetworkNamespace
    /// A directory for files of the test.
    public let directory: String

    /// Sets a bench up, calls `body`, and takes everything down again however that ends.
    ///
    /// - Parameters:
    ///   - behindRelay: Whether machines are on another wire, behind a router with a DHCP relay; the DHCP server is the
    ///     neighbour's then.
    ///   - settings: Top-level lines of YAML for the server's configuration.
    public static func run<Result: Sendable>(
        addresses: AddressServer = .neighbour, behindRelay: Bool = false, settings: String = "",
        body: (Bench) async throws -> Result
    ) async throws -> Result {
        let images = try await Run.current.images()
        let name = Run.current.uniqueName()
        let directory = "\(Checkout.lab)/\(name)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        return try await withCleanup {
            let bench = try await setUp(
                name: name, directory: directory, images: images, addresses: addresses,
                behindRelay: behindRelay, settings: settings)
            return try await body(bench)
        } cleanup: {
            // Removing the namespaces ends what runs in them, also what a failed set-up started.
            for name in [name, neighbourName(name), relayName(name)] {
                try? await NetworkNamespace(name: name).remove()
            }
        }
    }

    /// Waits for a free slot, powers a machine on, calls `body`, and cuts the power however that ends.
    public func powerOn<Result: Sendable>(
        _ hardware: VirtualMachine.Hardware, body: (VirtualMachine) async throws -> Result
    ) async throws -> Result {
        await MachineSlots.shared.acquire()
        let folder = "\(directory)/machine-\(hardware.mac.suffix(2))-\(UUID().uuidString.prefix(4))"
        let tap = "tap\(folder.suffix(4))"
        return try await withCleanup {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try await machines.addTap(tap)
            let machine = try VirtualMachine.powerOn(hardware, in: machines, tap: tap, directory: folder)
            return try await withCleanup {
                try await body(machine)
            } cleanup: {
                await machine.powerOff()
            }
        } cleanup: {
            try? await machines.removeTap(tap)
            await MachineSlots.shared.release()
        }
    }

    private static func setUp(
        name: String, directory: String, images: GuestImages, addresses: AddressServer, behindRelay: Bool,
        settings: String
    ) async throws -> Bench {
        let network = try await NetworkNamespace.bridged(name: name, address: address + "/24")
        let neighbour = try await NetworkNamespace.plugged(
            into: network, name: neighbourName(name), address: neighbourAddress + "/24")
        let capture = try await PacketCapture.start(in: network, directory: directory)
        try await start(addresses, in: network, neighbour: neighbour, directory: directory)
        let machines = behindRelay ? try await startRelay(name, network, neighbour, directory) : network
        let configuration = RackriseConfiguration(
            state: "\(directory)/state", interfaces: [NetworkNamespace.bridge], settings: settings)
        let server = try await RackriseServer.start(
            in: network, configuration: configuration, directory: directory)
        return Bench(
            server: server, neighbour: neighbour, capture: capture, images: images,
            network: network, machines: machines, directory: directory)
    }

    private static func start(
        _ addresses: AddressServer, in network: NetworkNamespace, neighbour: NetworkNamespace,
        directory: String
    ) async throws {
        let bridge = NetworkNamespace.bridge
        let (host, interface, options): (NetworkNamespace, String, [String]) =
            switch addresses {
            case .neighbour: (neighbour, "eth0", DNSMasq.behindRelay)
            case .neighbourWithNextServer: (neighbour, "eth0", ["--dhcp-boot=,,\(Bench.address)"])
            case .sameHost: (network, bridge, [])
            case .sameHostWithVendorClass:
                (network, bridge, ["--dhcp-option-force=option:vendor-class,PXEClient"])
            }
        try await DNSMasq.start(in: host, interface: interface, options: options, directory: directory)
    }

    private static func startRelay(
        _ name: String, _ network: NetworkNamespace, _ neighbour: NetworkNamespace, _ directory: String
    ) async throws -> NetworkNamespace {
        for host in [network, neighbour] {
            try await host.addRoute(to: DHCPRelay.subnet, through: DHCPRelay.uplink)
        }
        return try await DHCPRelay.start(
            name: relayName(name), into: network, servers: [address, neighbourAddress], directory: directory)
    }

    private static func relayName(_ name: String) -> String { name + "-relay" }

    private static func neighbourName(_ name: String) -> String {
        name + "-neighbour"
    }
}
