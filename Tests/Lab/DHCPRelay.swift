import Commands

/// A router between the bench's wire and a wire of its own, with Debian's `isc-dhcp-relay` on it.
enum DHCPRelay {
    /// Its address on the machines' wire, which it puts into what it relays.
    static let address = "192.168.78.1"
    static let uplink = "192.168.77.3"
    static let subnet = "192.168.78.0/24"
    static let firstLease = "192.168.78.100"
    static let lastLease = "192.168.78.199"

    /// Makes the router `name`, plugged into the bridge of `network`, which relays to `servers`.
    static func start(
        name: String, into network: NetworkNamespace, servers: [String], directory: String
    ) async throws -> NetworkNamespace {
        let router = try await NetworkNamespace.router(
            into: network, name: name, address: address + "/24", uplink: uplink + "/24")
        let process = try ChildProcess(
            router.command(
                Checkout.relay,
                ["-4", "-d", "--no-pid", "-a", "-id", NetworkNamespace.bridge, "-iu", "eth0"] + servers),
            logPath: "\(directory)/dhcrelay.log")
        try await process.log.wait(
            for: "Sending on   Socket", within: .seconds(10), giveUp: { process.ending })
        return router
    }
}
