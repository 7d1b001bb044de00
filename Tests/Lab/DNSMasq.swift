import Commands

/// The site's own DHCP server: dnsmasq handing out addresses, and nothing that boots unless it is told to.
enum DNSMasq {
    /// Starts it in `namespace`, on `interface`, until the namespace is removed.
    ///
    /// - Parameter options: Further arguments.
    static func start(
        in namespace: NetworkNamespace, interface: String, options: [String], directory: String
    ) async throws {
        let arguments = [
            "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--user=root", "--pid-file",
            "--port=0", "--interface=\(interface)", "--bind-interfaces", "--log-dhcp",
            "--dhcp-range=\(Bench.firstLease),\(Bench.lastLease),1h", "--dhcp-authoritative", "--no-ping",
            "--dhcp-leasefile=\(directory)/dnsmasq.leases",
            // No router and no DNS server: there is nothing beyond the wire.
            "--dhcp-option=option:router", "--dhcp-option=option:dns-server",
        ]
        let process = try ChildProcess(
            namespace.command("dnsmasq", arguments + options), logPath: "\(directory)/dnsmasq.log")
        try await process.log.wait(for: "DHCP, IP range", within: .seconds(10), giveUp: { process.ending })
    }

    /// Serves clients behind the relay too, and tells them that it is their router.
    static let behindRelay = [
        "--dhcp-range=set:relayed,\(DHCPRelay.firstLease),\(DHCPRelay.lastLease),255.255.255.0,1h",
        "--dhcp-option=tag:relayed,option:router,\(DHCPRelay.address)",
    ]
}
