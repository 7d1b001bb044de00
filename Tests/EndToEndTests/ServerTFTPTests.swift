import Commands
import Foundation
import Lab
import Testing

/// Chainloaders over TFTP, fetched by the clients that people have.
@Suite(.timeLimit(.minutes(30)))
struct ServerTFTPTests {
    private let mac = "52:54:00:7f:70:01"

    @Test func `curl, atftp and tftp-hpa get the program whole, whatever they negotiate`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let path = try await offeredPath(bench)
            let host = bench.client.serverAddress
            let expected = try await programDigest()
            let atftp = ["--get", "-r", path]
            let clients: [[String]] = [
                ["curl", "-sS", "-o", "FILE", "tftp://\(host)/\(path)"],
                ["curl", "-sS", "--tftp-no-options", "-o", "FILE", "tftp://\(host)/\(path)"],
                ["curl", "-sS", "--tftp-blksize", "1428", "-o", "FILE", "tftp://\(host)/\(path)"],
                ["curl", "-sS", "--tftp-blksize", "8", "-o", "FILE", "tftp://\(host)/\(path)"],
                ["atftp"] + atftp + ["-l", "FILE", host],
                ["atftp", "--option", "blksize 1468", "--option", "tsize 0"] + atftp + ["-l", "FILE", host],
                ["atftp", "--option", "windowsize 16", "--option", "blksize 1024"] + atftp + [
                    "-l", "FILE", host,
                ],
                ["tftp", "-m", "binary", host, "-c", "get", path, "FILE"],
            ]
            for (number, words) in clients.enumerated() {
                let file = "\(bench.directory)/program-\(number)"
                let command = words.map { $0 == "FILE" ? file : $0 }

                try await bench.client.namespace.command("timeout", ["20"] + command).run()

                #expect(try await ClientHost.digest(ofFile: file) == expected, "\(words)")
            }
        }
    }

    @Test func `block numbers roll over on the way to every client`() async throws {
        try await ServerBench.run(settings: "http: { openImages: true }") { bench in
            // Not only more than 65535 blocks of 512 octets: more than twice as many of 256.
            let image = try await bench.importImage("worker", seed: 1, initrdSize: 34_000_000)
            _ = try await bench.serve()
            try await bench.addNode("rack1", mac: mac)
            let host = bench.client.serverAddress
            let path = "nixos/worker/initrd"
            let clients: [[String]] = [
                ["tftp", "-m", "binary", host, "-c", "get", path, "FILE"],
                ["curl", "-sS", "-o", "FILE", "tftp://\(host)/\(path)"],
                ["atftp", "--option", "blksize 256", "--option", "windowsize 16", "--get", "-r", path]
                    + ["-l", "FILE", host],
            ]
            for words in clients {
                let file = "\(bench.directory)/\(words[0])"
                let command = words.map { $0 == "FILE" ? file : $0 }

                try await bench.client.namespace.command("timeout", ["60"] + command).run()

                #expect(try await ClientHost.digest(ofFile: file) == image.initrdDigest, "\(words)")
            }
        }
    }

    @Test func `twenty transfers at once all arrive whole`() async throws {
        try await ServerBench.run(networks: 4) { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let path = try await offeredPath(bench)
            let directory = bench.directory

            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, client) in bench.clients.enumerated() {
                    for transfer in 0..<5 {
                        group.addTask {
                            try await client.namespace.command(
                                "curl",
                                [
                                    "-sS", "--max-time", "20", "-o", "\(directory)/\(number)-\(transfer)",
                                    "tftp://\(client.serverAddress)/\(path)",
                                ]
                            ).run()
                        }
                    }
                }
                try await group.waitForAll()
            }

            let files = (0..<4).flatMap { client in (0..<5).map { "\(directory)/\(client)-\($0)" } }
            let digests = try await Command("sha256sum", files).run().split(separator: "\n").map {
                $0.prefix(64)
            }
            let expected = try await programDigest()
            #expect(digests.count == 20)
            #expect(digests.allSatisfy { $0 == expected })
        }
    }

    @Test func `a listed machine's very first packet may be a read request`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            for round in 0..<20 {
                // Each side forgets the other: the client's question for the server's address comes first again.
                for host in [bench.network, bench.client.namespace] {
                    try await host.ip(["neigh", "flush", "all"])
                }
                let outcome = try await fetch("snponly.efi", bench)
                #expect(outcome.status == 0, "round \(round): \(outcome.errors)")
            }
        }
    }

    @Test func `a listed machine that the kernel has forgotten is found again at its request`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            let port = "/sys/class/net/\(bench.client.serverPort)/address"
            let mac = try await bench.network.command("cat", [port]).run().filter { !$0.isWhitespace }
            // The client never asks for our address, so its request is the first that we hear of it.
            try await bench.client.namespace.ip([
                "neigh", "replace", bench.client.serverAddress, "lladdr", mac, "dev", "eth0", "nud",
                "permanent",
            ])
            for round in 0..<20 {
                try await bench.network.ip(["neigh", "flush", "all"])
                let outcome = try await fetch("snponly.efi", bench)
                #expect(outcome.status == 0, "round \(round): \(outcome.errors)")
            }
        }
    }

    /// curl's words for a server's error 1 and 2.
    private static let notFound: Int32 = 68
    private static let notAllowed: Int32 = 69

    @Test func `what is not served is refused at once, tricks included`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            for name in [
                "nothing.efi", "pxelinux.cfg/default", "rackrise.db", "token.key", "etc/passwd",
                "/etc/passwd",
                "../../etc/passwd", "..%5c..%5cetc%5cpasswd", "%5cetc%5cpasswd", "/%2e%2e/%2e%2e/etc/passwd",
                "b/token/../../etc/passwd", "usr/lib/ipxe/snponly.efi",
                String(repeating: "x", count: 400),
            ] {
                let start = ContinuousClock.now
                let outcome = try await fetch(name, bench)

                #expect(outcome.status == Self.notFound, "\(name): \(outcome.status) \(outcome.errors)")
                #expect(ContinuousClock.now - start < .seconds(5), "\(name)")
            }
            // The same file under a name that only looks different is no trick.
            for name in ["snponly.efi", "/snponly.efi", "//./snponly.efi", "%5csnponly.efi"] {
                #expect(try await fetch(name, bench).status == 0, "\(name)")
            }
        }
    }

    @Test func `a file that is not ours is on the machine's timeline, with the place to look`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            // GRUB looks for optional files.
            for name in ["grub/x86_64-efi/command.lst", "pxelinux.0", "pxelinux.0"] {
                #expect(try await fetch(name, bench).status == Self.notFound)
            }
            let event = try await bench.waitForEvent(of: "rack1", "the warning") { $0.outcome == "warning" }
            #expect(
                event.detail
                    == "asked for pxelinux.0, which is not ours: look at the DHCP server's boot file (option 67)"
            )
            #expect(try await bench.events(of: "rack1").count { $0.outcome == "warning" } == 1)
        }
    }

    @Test func `a machine that is not listed is refused with the reason, and so is a forged token`()
        async throws
    {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let path = try await offeredPath(bench)

            #expect(try await fetch("snponly.efi", bench).status == Self.notAllowed)
            #expect(
                try await fetch(path.replacing("525400", with: "525401"), bench).status == Self.notAllowed)
            let said = try await bench.client.namespace.command(
                "timeout",
                [
                    "5", "tftp", "-m", "binary", bench.client.serverAddress, "-c", "get", "snponly.efi",
                    "\(bench.directory)/refused",
                ]
            ).outcome()
            #expect((said.output + said.errors).contains("is on no node"))
        }
    }

    private func fetch(_ name: String, _ bench: ServerBench) async throws -> Command.Outcome {
        try await bench.client.namespace.command(
            "curl",
            [
                "-sS", "--path-as-is", "--max-time", "10", "-o", "/dev/null",
                "tftp://\(bench.client.serverAddress)/\(name)",
            ]
        ).outcome()
    }

    private func offeredPath(_ bench: ServerBench) async throws -> String {
        try await bench.client.ask(DHCPPacket(vector: "uefi-x64", mac: mac)).packet.bootFile
    }

    private func programDigest() async throws -> String {
        let path = Checkout.chainloaders.map { "\($0)/snponly.efi" }
            .first { FileManager.default.fileExists(atPath: $0) }
        return try await ClientHost.digest(ofFile: path ?? "")
    }
}
