import Commands
import Lab
import NetTypes

/// Two hosts and a cable: servers in one network namespace, load clients in another.
///
/// Jumbo frames, so that TFTP blocks of 8192 octets are one packet for every server.
struct Wire: Sendable {
    static let server = IPv4Address(10, 77, 0, 1)
    static let firstMAC = MACAddress(rawValue: 0x0200_0000_0000)
    static let interface = "eth0"
    /// What the load clients bind to; servers limit what one address may do.
    static let clientAddresses = (1...254).map { IPv4Address(10, 77, 128, UInt8($0)) }
    static let clientNetwork = "10.77.128.0/24"

    /// The servers' host.
    let servers: NetworkNamespace
    /// The load clients' host.
    let clients: NetworkNamespace

    /// Sets the hosts up, calls `body`, and removes them however that ends.
    static func run<Result: Sendable>(_ body: (Wire) async throws -> Result) async throws -> Result {
        try await NetworkNamespace.cabled(
            address: "\(server)/16", peerAddress: "10.77.0.2/16", mtu: 9000
        ) { servers, clients in
            try await clients.ip(["route", "add", "local", clientNetwork, "dev", interface])
            // BBR, which a host may have set, paces a connection by what it has measured of it, whoever serves.
            let control = "echo reno >/proc/sys/net/ipv4/tcp_congestion_control"
            try await servers.command("sh", ["-c", control]).run()
            return try await body(Wire(servers: servers, clients: clients))
        }
    }

    /// The load clients' Ethernet address.
    func clientMAC() async throws -> String {
        try await clients.command("cat", ["/sys/class/net/\(Self.interface)/address"]).run()
            .filter { !$0.isWhitespace }
    }
}
