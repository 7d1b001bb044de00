import Commands
import Foundation
import Lab
import Testing

/// The boot path of an armed node, as its firmware, its installer and its neighbours meet it.
@Suite(.timeLimit(.minutes(30)))
struct ServerInstallTests {
    /// A bench with node `rack1`, which is the first client, armed by the database's shell.
    private func run(
        networks: Int = 1, loader: String = "ipxe",
        _ body: (ServerBench, RackriseServer, _ mac: String) async throws -> Void
    ) async throws {
        try await ServerBench.run(networks: networks) { bench in
            let server = try await bench.serveWithImage()
            let plan = "\(bench.directory)/plan.yaml"
            let toplevel = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-rack1-24.11"
            try Data("system: \(toplevel)\n".utf8).write(to: URL(filePath: plan))
            try await bench.rackrise("plan", "import", "closure", plan).run()
            try await bench.rackrise("profile", "set", "worker", "--plan", "closure").run()
            let mac = try await bench.client.mac()
            try await bench.addNode("rack1", mac: mac)
            try await bench.rackrise("node", "set", "rack1", "--loader", loader).run()
            try await server.sqlite("UPDATE node SET boot = 'install' WHERE name = 'rack1'")
            try await bench.waitFor("the arming") {
                try await bench.client.get("boot.ipxe").body.contains("no token of a boot")
            }
            try await body(bench, server, mac)
        }
    }

    private func spentBoots(_ server: RackriseServer) async throws -> String {
        try await server.sqlite("SELECT count(*) FROM job_boot").trimmingCharacters(in: .newlines)
    }

    /// The token in the URL of a script.
    private func token(in url: String) throws -> String {
        String(try #require(url.firstMatch(of: /\/b\/([^\/]+)\//)).1)
    }

    @Test func `a boot is spent by a power-on's script, once, and by nothing before it`() async throws {
        try await run { bench, server, mac in
            #expect(try await bench.client.get("boot.ipxe?mac=\(mac)").body.contains("no token of a boot"))
            var tokens: [String] = []
            var request = try DHCPPacket(vector: "ipxe-efi", mac: mac)
            for power in 1...3 {
                request.transactionID = UInt32(power)
                let url = try await bench.client.ask(request).packet.bootFile
                tokens.append(try token(in: url))
                #expect(try await bench.client.get(url, ["-I"]).status == 200)
                #expect(try await bench.client.get("\(url)&menu=1").body.contains("choose"))
                #expect(try await spentBoots(server) == "\(power - 1)")
                for _ in 0..<3 {
                    let script = try await bench.client.get(url).body
                    #expect(script.contains("rackrise.token=\(tokens[power - 1])"), "\(script)")
                }
                #expect(try await spentBoots(server) == "\(power)")
            }
            #expect(Set(tokens).count == 3)

            // The arming had three boots: the fourth power-on ends it, and the disk is the answer from then on.
            request.transactionID = 4
            let url = try await bench.client.ask(request).packet.bootFile
            let script = try await bench.client.get(url).body
            #expect(!script.contains("rackrise.token") && script.contains("rack1"), "\(script)")
            #expect(try await spentBoots(server) == "3")
            #expect(try await server.sqlite("SELECT boot FROM node WHERE name = 'rack1'") == "local\n")
        }
    }

    @Test func `GRUB's script waits for the boot too`() async throws {
        try await run(loader: "shim-grub") { bench, server, mac in
            let file = "\(bench.directory)/grub.cfg"
            let name = "grub/grub.cfg-01-\(mac.replacing(":", with: "-"))"
            func script() async throws -> String {
                try await bench.client.namespace.command(
                    "curl",
                    [
                        "-sS", "--max-time", "30", "-o", file,
                        "tftp://\(bench.client.serverAddress)/\(name)",
                    ]
                ).run()
                return try String(contentsOfFile: file, encoding: .utf8)
            }
            let offered = try await bench.client.ask(DHCPPacket(vector: "uefi-x64", mac: mac))
            let text = try await script()
            let token = try token(in: "/\(offered.packet.bootFile)")
            #expect(text.contains("'rackrise.token=\(token)'"), "\(text)")
            #expect(try await spentBoots(server) == "1")
            _ = try await script()
            #expect(try await spentBoots(server) == "1")
        }
    }

    @Test func `the installer's initrd lets our key in, and only the installer's`() async throws {
        try await run { bench, server, mac in
            let key = try String(contentsOfFile: "\(server.state)/install.key.pub", encoding: .utf8)
            let file = "\(bench.directory)/initrd"
            _ = try await bench.client.digest(of: "nixos/worker/initrd", into: file)
            let octets = try Data(contentsOf: URL(filePath: file))
            #expect(octets.range(of: Data("ssh/authorized_keys\0".utf8)) != nil)
            #expect(octets.range(of: Data(key.utf8)) != nil)
            let secret = try Data(contentsOf: URL(filePath: "\(server.state)/install.key"))
            #expect(octets.range(of: secret.prefix(80)) == nil)

            try await server.sqlite("UPDATE node SET boot = 'netboot' WHERE name = 'rack1'")
            try await bench.waitFor("an initrd as it was imported") {
                _ = try await bench.client.digest(of: "nixos/worker/initrd", into: file)
                return try Data(contentsOf: URL(filePath: file)).range(of: Data(key.utf8)) == nil
            }
        }
    }

    @Test func `host keys are taken from the machine itself, and from nobody else`() async throws {
        try await run(networks: 2) { bench, server, mac in
            let other = try await bench.clients[1].mac()
            try await bench.rackrise("node", "add", other, "--name", "rack2", "--profile", "worker").run()
            let url = try await bench.scriptURL(of: mac)
            _ = try await bench.client.get(url)
            let token = try token(in: url)
            let home = "b/\(token)/phone-home"
            let key = "\(bench.directory)/ssh_host_ed25519_key"
            try await Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]).run()
            let report = ["--data-binary", "@\(key).pub"]

            let rows: [(path: String, options: [String], status: Int, words: String)] = [
                (home, [], 405, "only POST"),
                (home, ["-X", "POST"], 400, "1 to 8 keys"),
                (home, ["-d", "hello"], 400, "line 1"),
                (home, ["-d", String(repeating: "x", count: 4097)], 413, "too large"),
                ("b/\(token)0/phone-home", report, 403, "no DHCP request"),
                ("phone-home", report, 404, "nothing is served"),
                ("healthz", report, 413, "too large"),
                (home, report, 200, "noted"),
                (home, report + ["-H", "Expect: 100-continue"], 200, "noted"),
            ]
            for row in rows {
                let answer = try await bench.client.namespace.command(
                    "curl",
                    ["-sS", "--max-time", "20", "-w", "%{http_code}"] + row.options
                        + [bench.client.url(row.path)]
                ).run()
                #expect(answer.hasSuffix("\(row.status)"), "\(row): \(answer)")
                #expect(answer.contains(row.words), "\(row): \(answer)")
            }
            // The other machine may have heard the token on its way.
            let stolen = try await bench.clients[1].get(home, report)
            #expect(stolen.status == 403 && stolen.body.contains("belongs to \(other)"), "\(stolen.body)")
        }
    }
}
