/// The site's own DHCP server: dnsmasq handing out addresses and nothing that boots.
enum DNSMasq {
    /// Starts it in `namespace`, on `interface`, until the namespace is removed.
    ///
    /// - Parameter vendorClass: Sent as option 60 to every client if given. `PXEClient` sends PXE clients to port
    ///   4011 of this server's address.
    static func start(
        in namespace: NetworkNamespace, interface: String, vendorClass: String?, directory: String
    ) async throws {
        var arguments = [
            "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--user=root", "--pid-file",
            "--port=0", "--interface=\(interface)", "--bind-interfaces", "--log-dhcp",
            "--dhcp-range=\(Bench.firstLease),\(Bench.lastLease),1h", "--dhcp-authoritative", "--no-ping",
            "--dhcp-leasefile=\(directory)/dnsmasq.leases",
            // No router and no DNS server: there is nothing beyond the wire.
            "--dhcp-option=option:router", "--dhcp-option=option:dns-server",
        ]
        if let vendorClass {
            arguments.append("--dhcp-option-force=option:vendor-class,\(vendorClass)")
        }
        let process = try ChildProcess(
            namespace.command("dnsmasq", arguments), logPath: "\(directory)/dnsmasq.log")
        try await process.log.wait(for: "DHCP, IP range", within: .seconds(10), giveUp: { process.ending })
    }
}
