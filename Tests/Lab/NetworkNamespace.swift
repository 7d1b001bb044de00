public import Commands
import Foundation

/// A network of its own inside this machine (`ip netns`), where nothing reaches the outside.
public struct NetworkNamespace: Sendable {
    /// The bridge every `bridged` namespace has.
    public static let bridge = "br0"

    /// Its name, as in `ip netns list`.
    public let name: String

    /// Makes a namespace with a bridge `br0` that has `address`, such as `192.168.77.1/24`.
    static func bridged(name: String, address: String) async throws -> NetworkNamespace {
        let namespace = try await empty(name: name)
        try await namespace.link(["add", bridge, "type", "bridge", "forward_delay", "0"])
        try await namespace.ip(["address", "add", address, "dev", bridge])
        try await namespace.link(["set", bridge, "up"])
        return namespace
    }

    /// Makes a namespace whose interface `eth0`, with `address`, is plugged into the bridge of `other`.
    static func plugged(into other: NetworkNamespace, name: String, address: String) async throws
        -> NetworkNamespace
    {
        let namespace = try await empty(name: name)
        try await namespace.plug(into: other, port: "veth0", address: address)
        return namespace
    }

    /// Makes a namespace without a wire.
    static func empty(name: String) async throws -> NetworkNamespace {
        try await Command("ip", ["netns", "add", name]).run()
        let namespace = NetworkNamespace(name: name)
        try await namespace.link(["set", "lo", "up"])
        return namespace
    }

    /// Makes a namespace whose interface `eth0` is wired to a new interface `port` of `other`.
    static func wired(
        to other: NetworkNamespace, port: String, portAddress: String, name: String, address: String
    ) async throws -> NetworkNamespace {
        let namespace = try await empty(name: name)
        try await other.link(["add", port, "type", "veth", "peer", "name", "eth0", "netns", name])
        for (end, device, address) in [(other, port, portAddress), (namespace, "eth0", address)] {
            try await end.ip(["address", "add", address, "dev", device])
            try await end.link(["set", device, "up"])
        }
        return namespace
    }

    /// `ip` with `arguments`, inside.
    public func ip(_ arguments: [String]) async throws {
        try await Command("ip", ["-netns", name] + arguments).run()
    }

    /// Makes a router: a bridge `br0` of its own, and an interface `eth0` that is plugged into the bridge of `other`.
    static func router(
        into other: NetworkNamespace, name: String, address: String, uplink: String
    ) async throws -> NetworkNamespace {
        let namespace = try await bridged(name: name, address: address)
        try await namespace.plug(into: other, port: "veth1", address: uplink)
        try await namespace.command("sh", ["-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"]).run()
        return namespace
    }

    /// Sends what is for `subnet` to `gateway`.
    func addRoute(to subnet: String, through gateway: String) async throws {
        try await ip(["route", "add", subnet, "via", gateway])
    }

    /// `command`, run inside.
    public func command(_ program: String, _ arguments: [String] = []) -> Command {
        Command("ip", ["netns", "exec", name, program] + arguments)
    }

    /// Adds a tap device for a machine's network card to the bridge.
    func addTap(_ tap: String) async throws {
        try await ip(["tuntap", "add", tap, "mode", "tap"])
        try await link(["set", tap, "master", Self.bridge, "up"])
    }

    /// Removes a tap device.
    func removeTap(_ tap: String) async throws {
        try await link(["delete", tap])
    }

    /// Kills what still runs inside, and removes the namespace with its devices.
    func remove() async throws {
        let processes = try await Command("ip", ["netns", "pids", name]).run()
        for process in processes.split(separator: "\n").compactMap({ Int32($0) }) {
            kill(process, SIGKILL)
        }
        try await Command("ip", ["netns", "delete", name]).run()
    }

    /// Removes the namespaces that `isLeftover` recognises by name.
    static func removeLeftovers(isLeftover: (String) -> Bool) async throws {
        // Each line is a name, then perhaps "(id: 0)".
        let lines = try await Command("ip", ["netns", "list"]).run().split(separator: "\n")
        for name in lines.compactMap({ $0.split(separator: " ").first.map(String.init) })
        where isLeftover(name) {
            try await NetworkNamespace(name: name).remove()
        }
    }

    private func plug(into other: NetworkNamespace, port: String, address: String) async throws {
        try await other.link(["add", port, "type", "veth", "peer", "name", "eth0", "netns", name])
        try await other.link(["set", port, "master", Self.bridge, "up"])
        try await ip(["address", "add", address, "dev", "eth0"])
        try await link(["set", "eth0", "up"])
    }

    private func link(_ arguments: [String]) async throws {
        try await ip(["link"] + arguments)
    }
}

extension NetworkNamespace {
    /// Makes two namespaces whose interfaces `eth0` are the ends of one cable, calls `body`, and removes them.
    public static func cabled<Result: Sendable>(
        address: String, peerAddress: String, mtu: Int,
        body: (NetworkNamespace, NetworkNamespace) async throws -> Result
    ) async throws -> Result {
        let name = Run.current.uniqueName()
        let names = [name, "\(name)-peer"]
        return try await withCleanup {
            let host = try await empty(name: names[0])
            let peer = try await empty(name: names[1])
            let size = String(mtu)
            try await host.link(
                [
                    "add", "eth0", "mtu", size, "type", "veth", "peer", "name", "eth0", "mtu", size, "netns",
                    peer.name,
                ])
            for (namespace, address) in [(host, address), (peer, peerAddress)] {
                try await namespace.ip(["address", "add", address, "dev", "eth0"])
                try await namespace.link(["set", "eth0", "up"])
            }
            return try await body(host, peer)
        } cleanup: {
            for name in names { try? await NetworkNamespace(name: name).remove() }
        }
    }

    /// The numbers of the processes inside.
    public func processes() async throws -> [Int32] {
        try await Command("ip", ["netns", "pids", name]).run().split(separator: "\n").compactMap { Int32($0) }
    }
}
