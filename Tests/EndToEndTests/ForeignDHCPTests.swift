import Commands
import Foundation
import Lab
import Testing

/// A real DHCP server beside Rackrise: what it spoils is named, and what it owns is shared.
@Suite(.timeLimit(.minutes(30)))
struct ForeignDHCPTests {
    private let mac = "52:54:00:0f:fe:20"

    // MARK: - Snooping

    @Test func `a DHCP server that sends boot data is named on the machine's timeline, once for each boot`()
        async throws
    {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let server = bench.client.address
            try await startDNSMasq(
                bench, in: bench.client.namespace, interface: "eth0",
                ["--dhcp-option-force=option:vendor-class,PXEClient", "--dhcp-boot=pxelinux.0"])

            let lease = try await lease(of: mac, on: bench)

            try await bench.waitForEvent(of: "rack1", "the address") {
                $0.stage == "address" && $0.outcome == "done" && $0.detail == "\(server) gave \(lease)"
                    && $0.address == lease
            }
            let warnings = try await bench.events(of: "rack1").filter { $0.outcome == "warning" }
            #expect(
                warnings.allSatisfy { $0.stage == "address" && $0.detail.contains("DHCP server \(server) ") })
            #expect(warnings.count == 2, "OFFER and ACK say the same")
            for words in [
                ["sends option 60 \"PXEClient\"", "remove option 60 on \(server)"],
                ["sends the boot file \"pxelinux.0\"", "remove the file name"],
            ] {
                #expect(warnings.count { event in words.allSatisfy(event.detail.contains) } == 1, "\(words)")
            }
            let text = try await bench.rackrise("events", "rack1").run()
            #expect(text.contains("DHCP server \(server) sends option 60 \"PXEClient\""))
        }
    }

    @Test func `a DHCP server that gives addresses only is not complained about`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            try await startDNSMasq(bench, in: bench.client.namespace, interface: "eth0")

            let lease = try await lease(of: mac, on: bench)

            try await bench.waitForEvent(of: "rack1", "the address") { $0.detail.hasSuffix("gave \(lease)") }
            let events = try await bench.events(of: "rack1")
            #expect(!events.contains { $0.outcome == "warning" })
        }
    }

    @Test func `without CAP_NET_RAW the log says so once and the rest goes on`() async throws {
        try await ServerBench.run(networks: 2) { bench in
            try bench.configuration.write(to: "\(bench.directory)/rackrise.yaml")
            let words = [Checkout.rackrise, "serve", "--config", "\(bench.directory)/rackrise.yaml"]
            let process = try await bench.start(
                "setpriv", ["--bounding-set", "-net_raw"] + words, waitingFor: " ready")

            let lines = process.log.text.split(separator: "\n").filter { $0.contains("DHCP snooping is off") }
            #expect(lines.count == 1)
            #expect(lines.allSatisfy { $0.contains("lan0") && $0.contains("CAP_NET_RAW") })
            #expect(try await bench.client.get("healthz").status == 200)
            // Broadcasts then leave by the UDP socket.
            _ = try await bench.importImage("worker", seed: 1)
            try await bench.addNode("rack1", mac: try await bench.client.mac())

            var capturing = bench.configuration
            capturing.settings = "dhcp: { capture: true }\nhttp: { port: 8088 }"
            capturing.state += "-capturing"
            let outcome = try await bench.failedStart(
                capturing, wrapper: ["setpriv", "--bounding-set", "-net_raw"])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("dhcp.capture: true needs CAP_NET_RAW"), "\(outcome.errors)")
        }
    }

    // MARK: - The same host

    @Test func `beside a DHCP server of the same host, captured requests are answered and others left to it`()
        async throws
    {
        try await ServerBench.run(settings: "dhcp: { capture: true }") { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            try await startDNSMasq(bench, in: bench.network, interface: "lan0")
            var request = try DHCPPacket(vector: "uefi-x64", mac: mac)
            request.isBroadcast = true

            let replies = try await bench.client.exchange([request], expecting: 2)

            #expect(replies.count == 2)
            #expect(replies.allSatisfy { $0.source == "\(bench.client.serverAddress):67" })
            #expect(replies.allSatisfy { $0.packet.serverIdentifier == bench.client.serverAddress })
            let offer = try #require(replies.first { $0.packet.yourAddress == "0.0.0.0" })
            #expect(offer.destination == "255.255.255.255")
            #expect(offer.packet.bootFile.hasSuffix("/snponly.efi"))
            #expect(replies.contains { $0.packet.yourAddress.hasPrefix("192.168.77.1") })
        }
    }

    @Test func `a relay's request is captured, and answered at its own port 67`() async throws {
        try await ServerBench.run(settings: "dhcp: { capture: true }") { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            try await startDNSMasq(bench, in: bench.network, interface: "lan0")
            let relay = "10.99.0.1"
            try await bench.client.namespace.ip(["address", "replace", "\(relay)/32", "dev", "lo"])
            try await bench.network.ip(["route", "replace", "\(relay)/32", "via", bench.client.address])
            var request = try DHCPPacket(vector: "uefi-x64", mac: mac)
            request.relayAddress = relay
            request[82] = [1, 4, 0, 7, 0, 9]

            let reply = try await bench.client.ask(
                request, from: 67, to: "\(bench.client.serverAddress):67")

            #expect(reply.source == "\(bench.client.serverAddress):67")
            #expect(reply.destination == relay)
            #expect(reply.packet.options.last?.code == 82)
            #expect(reply.packet.bootFile.hasSuffix("/snponly.efi"))
        }
    }

    @Test func `UEFI PXE boots beside a DHCP server of the same host and address`() async throws {
        try await Bench.run(
            addresses: .sameHost, settings: "dhcp: { capture: true }\nmenu: { timeout: 0s }"
        ) { bench in
            try await bench.importProfile("worker")
            try await bench.addNode("rack1", mac: mac, profile: "worker")
            let report = try await bench.boot(.init(mac: mac, firmware: .uefi))

            #expect(report.profile == "worker")
            #expect(report.mac == mac)
            #expect(try await bench.capture.packets(matching: "udp dst port 4011").isEmpty)
            let events = try await bench.server.command("events", "rack1").run()
            #expect(events.contains("\(Bench.address) gave 192.168.77."))
            #expect(!events.contains("warning"))
        }
    }

    // MARK: - Several addresses

    @Test func `a machine that was heard with an address is answered from the same subnet`() async throws {
        try await ServerBench.run { bench in
            // The first address is of no use to machines, and the last one is in the subnet of their leases.
            for words in [
                "address flush dev lan0", "address add 169.254.7.7/16 dev lan0",
                "address add 192.168.77.1/24 dev lan0", "address add 10.5.0.1/24 dev lan0",
            ] {
                try await bench.network.ip(words.split(separator: " ").map(String.init))
            }
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            var request = try DHCPPacket(vector: "uefi-x64", mac: mac)
            let first = try await bench.client.ask(request)
            var taking = try DHCPPacket(vector: "request-on-67", mac: mac)
            taking[50] = [10, 5, 0, 99]
            request.transactionID &+= 1

            let second = try #require(try await bench.client.exchange([taking, request]).first)

            #expect(first.packet.serverAddress == "192.168.77.1")
            #expect(second.source == "10.5.0.1:67")
            #expect(second.packet.serverAddress == "10.5.0.1")
            #expect(second.packet.serverIdentifier == "10.5.0.1")
        }
    }

    /// dnsmasq as the site's DHCP server.
    private func startDNSMasq(
        _ bench: ServerBench, in host: NetworkNamespace, interface: String, _ options: [String] = []
    ) async throws {
        try await bench.start(
            "dnsmasq",
            [
                "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--user=root",
                "--pid-file",
                "--port=0", "--interface=\(interface)", "--bind-interfaces", "--no-ping",
                "--dhcp-authoritative",
                "--dhcp-range=192.168.77.100,192.168.77.199,1h",
                "--dhcp-leasefile=\(bench.directory)/dnsmasq.leases",
            ] + options, in: host, waitingFor: "DHCP, IP range")
    }

    /// Gets an address for a machine as its firmware does, with broadcast answers, and returns it.
    private func lease(of mac: String, on bench: ServerBench) async throws -> String {
        var discover = try DHCPPacket(vector: "uefi-x64", mac: mac)
        discover.isBroadcast = true
        discover.transactionID = 0x5EED_0001
        let offer = try #require(
            try await bench.client.exchange([discover], expecting: 2).first {
                $0.packet.yourAddress != "0.0.0.0"
            }?.packet)
        var request = discover
        request[53] = [3]
        request[54] = offer[54]
        request[50] = offer.yourAddress.split(separator: ".").compactMap { UInt8($0) }
        let ack = try #require(try await bench.client.exchange([request]).first?.packet)
        #expect(ack[53] == [5], "DHCPACK")
        return ack.yourAddress
    }
}
