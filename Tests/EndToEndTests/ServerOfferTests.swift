import Foundation
import Lab
import Testing

/// What comes back to a machine's DHCP packets, seen from its own side of the wire.
@Suite(.timeLimit(.minutes(30)))
struct ServerOfferTests {
    private let mac = "52:54:00:0f:fe:01"

    @Test func `each network is answered with the server's own address there, from port 67`() async throws {
        try await ServerBench.run(networks: 2) { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)

            for client in bench.clients {
                let pxe = try await client.ask(DHCPPacket(vector: "uefi-x64", mac: mac))
                let ipxe = try await client.ask(DHCPPacket(vector: "ipxe-efi", mac: mac))

                for reply in [pxe, ipxe] {
                    #expect(reply.source == "\(client.serverAddress):67")
                    #expect(reply.destination == "255.255.255.255")
                    #expect(reply.packet.serverAddress == client.serverAddress)
                    #expect(reply.packet.serverIdentifier == client.serverAddress)
                    #expect(reply.packet.yourAddress == "0.0.0.0", "no address is given")
                    #expect(reply.packet.mac == mac)
                }
                #expect(pxe.packet.bootFile.hasSuffix("/snponly.efi"))
                #expect(ipxe.packet.bootFile.hasPrefix("http://\(client.serverAddress):8080/b/"))
                #expect(try await client.get(ipxe.packet.bootFile).status == 200)
            }
        }
    }

    @Test(arguments: ["192.168.77.50", "10.99.0.1"])
    func `a relay gets the answer at its own port 67, with its option 82 last`(relay: String) async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            // The second relay is a router: its address is on another side than the wire.
            try await bench.client.namespace.ip(["address", "replace", "\(relay)/32", "dev", "lo"])
            try await bench.network.ip(["route", "replace", "\(relay)/32", "via", bench.client.address])
            var request = try DHCPPacket(vector: "uefi-x64", mac: mac)
            request.relayAddress = relay
            request.isBroadcast = false
            request[82] = [1, 4, 0, 7, 0, 9, 2, 3, 1, 2, 3]

            let reply = try await bench.client.ask(
                request, from: 67, to: "\(bench.client.serverAddress):67")

            #expect(reply.source == "\(bench.client.serverAddress):67")
            #expect(reply.destination == relay)
            #expect(reply.packet.relayAddress == relay)
            #expect(reply.packet.isBroadcast, "the machine has no address that a relay could send to")
            #expect(reply.packet.options.last?.code == 82)
            #expect(reply.packet[82] == request[82])
        }
    }

    @Test(arguments: [40, 41])
    func `a broadcast answer of even or odd length has its checksum`(count: Int) async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            var request = try DHCPPacket(vector: "uefi-x64", mac: mac)
            request[82] = (1...UInt8(count)).map { $0 &* 37 }

            // The machine's kernel drops what has a wrong one.
            let reply = try await bench.client.ask(request)

            #expect(reply.source == "\(bench.client.serverAddress):67")
            #expect(reply.destination == "255.255.255.255")
            #expect(reply.packet[82] == request[82])
        }
    }

    @Test func `a request on port 67 is never answered`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let request = try DHCPPacket(vector: "request-on-67", mac: mac)
            let question = try DHCPPacket(vector: "uefi-x64", mac: mac)

            // The answer to the packet behind it says that the request was read.
            let replies = try await bench.client.exchange([request, question])

            #expect(replies.count == 1)
            #expect(replies.first?.packet[53] == [2], "DHCPOFFER")
        }
    }

    @Test(arguments: [4011, 68, 30_123])
    func `the boot server answers from port 4011 to the port that asked`(port: Int) async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let vector = port == 68 ? "pxebs-4011-ipxe" : "binl-4011-edk2"

            let reply = try await bench.client.ask(
                DHCPPacket(vector: vector, mac: mac), from: port, to: "\(bench.client.serverAddress):4011")

            #expect(reply.source == "\(bench.client.serverAddress):4011")
            #expect(reply.destination == bench.client.address)
            #expect(reply.packet[53] == [5], "DHCPACK")
            #expect(reply.packet.clientAddress == bench.client.address)
            let event = try await bench.waitForEvent(of: "rack1", "the answer") { $0.stage == "boot-server" }
            #expect(event.outcome == "done")
        }
    }

    @Test func `an architecture gets its own chainloader, or silence and a reason`() async throws {
        // The vector of a request, the architecture type put into it if any, and the file it must get.
        let machines: [(vector: String, type: UInt8?, file: String?)] = [
            ("uefi-x64", nil, "snponly.efi"), ("uefi-arch9", nil, "snponly.efi"),
            ("http-x64", nil, "snponly.efi"),
            ("uefi-x64", 0, "undionly.kpxe"), ("uefi-ia32", nil, nil), ("uefi-arm32", nil, nil),
            ("uefi-arm64", nil, nil), ("http-arm64", nil, nil), ("uefi-riscv64", nil, nil),
            ("uefi-x64", 200, nil),
        ]
        try await ServerBench.run { bench in
            var bench = bench
            // Only the programs for PCs, wherever this machine got its iPXE from.
            bench.configuration.chainloaders = ["\(bench.directory)/chainloaders"]
            try FileManager.default.createDirectory(
                atPath: "\(bench.directory)/chainloaders", withIntermediateDirectories: true)
            for name in ["snponly.efi", "undionly.kpxe"] {
                try FileManager.default.copyItem(
                    atPath: "/usr/lib/ipxe/\(name)", toPath: "\(bench.directory)/chainloaders/\(name)")
            }
            _ = try await bench.serveWithImage()
            for (number, machine) in machines.enumerated() {
                let mac = "52:54:00:0f:fe:1\(number)"
                try await bench.addNode("rack\(number)", mac: mac)
                var request = try DHCPPacket(vector: machine.vector, mac: mac)
                if let type = machine.type { request[93] = [0, type] }
                // When the same machine's next question is answered, this one was read.
                var next = try DHCPPacket(vector: "uefi-x64", mac: mac)
                next.transactionID = 0x1234_5678

                let replies = try await bench.client.exchange(
                    [request, next], expecting: machine.file == nil ? 1 : 2)

                let answer = replies.first { $0.packet.transactionID == request.transactionID }?.packet
                #expect(
                    answer?.bootFile.split(separator: "/").last.map(String.init) == machine.file, "\(machine)"
                )
                guard machine.file == nil else { continue }
                let event = try await bench.waitForEvent(of: mac, "the reason of \(machine)") {
                    $0.detail.hasPrefix("no chainloader for this architecture")
                }
                #expect(event.stage == "offer")
                #expect(event.outcome == "refused")
            }
        }
    }

    @Test func `64-bit Arm and RISC-V get Debian 13's programs`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            for (vector, file) in [
                ("uefi-arm64", "ipxe-arm64.efi"), ("http-arm64", "ipxe-arm64.efi"),
                ("uefi-riscv64", "ipxe-riscv64.efi"),
            ] {
                let offer = try await bench.client.ask(DHCPPacket(vector: vector, mac: mac)).packet
                #expect(offer.bootFile.hasSuffix("/\(file)"), "\(vector)")
            }
        }
    }

    @Test func `an iPXE ROM without HTTP is offered a fuller one by TFTP`() async throws {
        try await ServerBench.run { bench in
            let mac = "52:54:00:51:60:21"
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            var packet = try DHCPPacket(vector: "bios-ipxe-rom", mac: mac)
            #expect(try await bench.client.ask(packet).packet.bootFile.hasSuffix("/boot.ipxe?arch=x86-bios"))

            let http: [UInt8] = [0x13, 1, 1]
            let features = try #require(packet[175])
            packet[175] = Array(features.split(separator: http).joined())
            let url = try await bench.client.ask(packet).packet.bootFile
            #expect(url.hasPrefix("tftp://192.168.77.1/b/"))
            #expect(url.hasSuffix("/undionly.kpxe"))
            let file = "\(bench.directory)/undionly.kpxe"
            _ = try await bench.client.digest(of: url, into: file)
            let own = Checkout.chainloaders.map { "\($0)/undionly.kpxe" }
                .first { FileManager.default.fileExists(atPath: $0) }
            #expect(FileManager.default.contentsEqual(atPath: file, andPath: try #require(own)))
        }
    }

    @Test func `a machine whitelisted in the sqlite3 shell is answered without a restart`() async throws {
        try await ServerBench.run { bench in
            let server = try await bench.serveWithImage()
            let request = try DHCPPacket(vector: "uefi-x64", mac: mac)
            #expect(try await bench.client.exchange([request], within: .milliseconds(300)).isEmpty)
            try await bench.waitForEvent(of: mac, "the reason for silence") {
                $0.detail.contains("is on no node")
            }

            try await server.sqlite(
                "INSERT INTO mac_profile (mac, name, profile, boot) VALUES ('\(mac)', 'rack1', 'worker', 'netboot')"
            )

            try await bench.waitFor("the offer", within: .seconds(10)) {
                try await !bench.client.exchange([request], within: .milliseconds(50)).isEmpty
            }
        }
    }

    struct Setting: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Statements on node rack1.
        var sql: String
        /// What its script says; nil when there is no offer.
        var script: String?
        /// What its timeline says.
        var reason: String
    }

    @Test(arguments: [
        Setting(
            testDescription: "held", sql: "UPDATE node SET state = 'held'",
            script: "node rack1 is held on its local disk", reason: "node rack1 is held"),
        Setting(
            testDescription: "ignored", sql: "UPDATE node SET state = 'ignored'",
            reason: "node rack1 is ignored: rackrise node approve rack1"),
        Setting(
            testDescription: "local", sql: "UPDATE node SET boot = 'local'",
            script: "sanboot --no-describe --drive 0x80 || exit", reason: "boot its local disk"),
        Setting(
            testDescription: "local without an offer",
            sql: "UPDATE node SET boot = 'local', local_boot = 'no-offer'",
            reason: "boot its local disk"),
    ])
    func `a node's state and boot setting decide the offer and the script`(setting: Setting) async throws {
        try await ServerBench.run { bench in
            let server = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            try await server.sqlite("\(setting.sql) WHERE name = 'rack1'")
            let request = try DHCPPacket(vector: "ipxe-efi", mac: mac)
            try await bench.waitFor("the reason") {
                var again = request
                again.transactionID = .random(in: 1 ... .max)
                _ = try await bench.client.exchange([again], within: .milliseconds(100))
                return try await bench.events(of: "rack1").contains { $0.detail.contains(setting.reason) }
            }

            let replies = try await bench.client.exchange(
                [request], within: setting.script == nil ? .milliseconds(300) : .seconds(5))

            #expect(replies.isEmpty == (setting.script == nil))
            if let script = setting.script {
                let text = try await bench.client.get(replies.first?.packet.bootFile ?? "").body
                #expect(text.contains(script), "\(text)")
            }
        }
    }

    @Test func `a repeated request gets the same token, and a killed server's successor still takes it`()
        async throws
    {
        try await ServerBench.run { bench in
            let server = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let request = try DHCPPacket(vector: "ipxe-efi", mac: mac)
            var later = request
            later.transactionID &+= 1

            let offers = try await bench.client.exchange([request, request, later], expecting: 3)
                .map(\.packet.bootFile)

            #expect(offers.count == 3)
            #expect(Set(offers.prefix(2)).count == 1)
            #expect(Set(offers).count == 2, "another boot has another token")

            server.signal(SIGKILL)
            #expect(try await server.waitForExit() == 128 + SIGKILL)
            _ = try await bench.serve()
            for url in Set(offers) {
                #expect(try await bench.client.get(url).body.hasPrefix("#!ipxe"))
            }
        }
    }
}
