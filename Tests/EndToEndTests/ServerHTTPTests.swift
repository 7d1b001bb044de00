import Commands
import Foundation
import Lab
import Testing

/// The boot listener as curl, wget and a raw connection see it.
@Suite(.timeLimit(.minutes(30)))
struct ServerHTTPTests {
    private let mac = "52:54:00:77:70:01"
    private static let openImages = "http: { openImages: true }"

    struct Exchange: Sendable, CustomTestStringConvertible {
        var path: String
        var options: [String] = []
        var status: Int
        var headers: [String: String] = [:]
        var body: String?

        var testDescription: String { "\(options.joined(separator: " ")) /\(path) \(status)" }
    }

    @Test func `methods, conditions, ranges and bad paths have their answers`() async throws {
        try await ServerBench.run(settings: Self.openImages) { bench in
            _ = try await bench.serveWithImage()
            let script = "nixos/worker/netboot.ipxe"
            let kernel = "nixos/worker/bzImage"
            let tag = try await bench.client.get(kernel, ["-I"]).headers["etag"] ?? ""
            #expect(tag.count == 66, "a SHA-256 in quotes")
            for exchange in [
                Exchange(path: "healthz", status: 200, headers: ["content-length": "3"], body: "ok\n"),
                Exchange(path: "nothing", status: 404),
                Exchange(path: "nixos/worker/vmlinuz", status: 404),
                Exchange(path: "nixos/nobody/bzImage", status: 404),
                Exchange(path: "../etc/passwd", status: 400),
                Exchange(path: "nixos/../../etc/passwd", status: 400),
                Exchange(path: "nixos/%2e%2e/%2e%2e/etc/passwd", status: 400),
                Exchange(path: "%00", status: 400),
                Exchange(
                    path: "boot.ipxe?mac=x%1bx", status: 400,
                    body: "mac=x\\u{1B}x is no MAC address; write it like mac=52:54:00:12:34:56\n"),
                Exchange(
                    path: script, options: ["-X", "DELETE"], status: 405, headers: ["allow": "GET, HEAD"]),
                Exchange(path: script, options: ["-d", "x=1"], status: 413),
                Exchange(
                    path: kernel, options: ["-H", "If-None-Match: \(tag)"], status: 304,
                    headers: ["etag": tag], body: ""),
                Exchange(path: kernel, options: ["-I", "-H", "If-None-Match: \"other\""], status: 200),
                Exchange(
                    path: kernel, options: ["-r", "514-517"], status: 206,
                    headers: ["content-range": "bytes 514-517/100000", "content-length": "4"], body: "HdrS"),
                Exchange(
                    path: kernel, options: ["-r", "514-517", "-H", "If-Range: \(tag)"], status: 206,
                    body: "HdrS"),
                Exchange(
                    path: kernel,
                    options: ["-o", "/dev/null", "-D", "-", "-r", "514-517", "-H", "If-Range: \"old\""],
                    status: 200, headers: ["content-length": "100000"]),
                Exchange(
                    path: kernel, options: ["-r", "100000-"], status: 416,
                    headers: ["content-range": "bytes */100000"]),
            ] {
                let answer = try await bench.client.get(exchange.path, exchange.options)

                #expect(answer.status == exchange.status, "\(exchange.testDescription)")
                for (name, value) in exchange.headers {
                    #expect(answer.headers[name] == value, "\(exchange.testDescription): \(name)")
                }
                if let body = exchange.body { #expect(answer.body == body, "\(exchange.testDescription)") }
                if answer.status >= 400 { #expect(!answer.body.isEmpty, "\(exchange.testDescription)") }
            }
        }
    }

    @Test func `HEAD has the headers of GET`() async throws {
        try await ServerBench.run(settings: Self.openImages) { bench in
            _ = try await bench.serveWithImage()
            for path in [
                "healthz", "nothing", "nixos/worker/netboot.ipxe", "nixos/worker/bzImage",
                "nixos/initrd-worker",
            ] {
                var head = try await bench.client.get(path, ["-I"])
                var get = try await bench.client.get(path, ["-o", "/dev/null", "-D", "-"])

                #expect(head.status == get.status, "\(path)")
                head.headers["date"] = nil
                get.headers["date"] = nil
                #expect(head.headers == get.headers, "\(path)")
                #expect(head.body.isEmpty, "\(path)")
            }
        }
    }

    @Test func `one connection carries several requests, pipelined ones too`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serve()
            let url = bench.client.url("healthz")
            let connects = try await bench.client.namespace.command(
                "curl", ["-sS", "-w", "%{num_connects}\n", "-o", "/dev/null", url, "-o", "/dev/null", url]
            ).run()
            #expect(connects == "1\n0\n")

            let head = "Host: \(bench.client.serverAddress)\r\n"
            let answers = try await bench.client.talk(
                "GET /healthz HTTP/1.1\r\n\(head)\r\nHEAD /nothing HTTP/1.1\r\n\(head)\r\n"
                    + "GET /healthz HTTP/1.1\r\n\(head)Connection: close\r\n\r\n")
            let statuses = answers.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.1) }
            #expect(statuses == ["200", "404", "200"])
            #expect(answers.hasSuffix("ok\n"))
        }
    }

    @Test func `two hundred downloads at once all arrive whole`() async throws {
        try await ServerBench.run(networks: 4, settings: Self.openImages) { bench in
            let image = try await bench.importImage(
                "worker", seed: 7, kernelSize: 1_000_003, initrdSize: 1000)
            _ = try await bench.serve()

            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, client) in bench.clients.enumerated() {
                    group.addTask {
                        // curl leaves out what it has already: the query makes fifty URLs of one.
                        try await client.namespace.command(
                            "curl",
                            [
                                "-sS", "-f", "--max-time", "40", "-Z", "--parallel-max", "50",
                                "--parallel-immediate",
                                "-o", "\(bench.directory)/\(number)-#1",
                                client.url("nixos/worker/bzImage?n=[1-50]"),
                            ]
                        ).run()
                    }
                }
                try await group.waitForAll()
            }

            let files = (0..<4).flatMap { client in (1...50).map { "\(bench.directory)/\(client)-\($0)" } }
            let digests = try await Command("sha256sum", files).run().split(separator: "\n").map {
                $0.prefix(64)
            }
            #expect(digests.count == 200)
            #expect(digests.allSatisfy { $0 == image.kernelDigest })
        }
    }

    @Test func `wget downloads and resumes`() async throws {
        try await ServerBench.run(settings: Self.openImages) { bench in
            _ = try await bench.serve()
            let image = try await bench.importImage("worker", seed: 3)
            let file = "\(bench.directory)/wget"
            let kernel = try Data(contentsOf: URL(filePath: "\(image.directory)/bzImage"))
            try kernel.prefix(30_000).write(to: URL(filePath: file))
            try await bench.waitFor("the profile") {
                try await bench.client.get("nixos/worker/bzImage", ["-I"]).status == 200
            }

            try await bench.client.namespace.command(
                "wget", ["-q", "-c", "-O", file, bench.client.url("nixos/worker/bzImage")]
            ).run()

            #expect(try await ClientHost.digest(ofFile: file) == image.kernelDigest)
        }
    }

    @Test func `a client that never ends its request is cut off while others are served`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serve()
            async let cutOff = ContinuousClock().measure {
                let text = try await bench.client.talk("GET /healthz HTTP/1.1\r\nHost: slow\r\n")
                #expect(text.hasPrefix("HTTP/1.1 408 "), "\(text)")
            }

            // As long as the slow one is kept, others have their answers at once.
            for _ in 0..<20 {
                #expect(try await bench.client.get("healthz", ["--max-time", "2"]).status == 200)
            }

            // Not earlier; later only as far as this machine is busy.
            #expect(try await cutOff > .seconds(9))
        }
    }

    @Test func `connections wait while descriptors are short, and are served when some are free again`()
        async throws
    {
        try await ServerBench.run { bench in
            // Each loop keeps 64 connections however few descriptors there are: more than are left of these.
            let server = try await bench.serve(wrapper: ["prlimit", "--nofile=80:80"])
            let (host, port) = (bench.client.serverAddress, 8080)
            let crowd = try ChildProcess(
                bench.client.namespace.command(
                    "python3",
                    [
                        "-c",
                        """
                        import socket, time
                        crowd = [socket.create_connection(("\(host)", \(port))) for _ in range(100)]
                        print("crowded", flush=True)
                        time.sleep(60)
                        """,
                    ]), logPath: "\(bench.directory)/crowd.log")
            try await crowd.log.wait(for: "crowded", within: .seconds(20), giveUp: { crowd.ending })
            let complaint = try await server.waitForLog("HTTP connections wait")
            #expect(complaint.contains("all 80 descriptors"))
            #expect(complaint.contains("LimitNOFILE"))

            // The crowd is silent: loops that were woken for it over and over would take whole processors.
            let used = Command(
                "bash", ["-c", "ps -o cputimes= -p $(pgrep -f 'serve --config \(bench.directory)/')"])
            let before = try await used.run()
            try await Task.sleep(for: .seconds(4))
            let after = try await used.run()
            let seconds = [before, after].map { Int($0.filter(\.isNumber)) ?? 0 }
            #expect(seconds[1] - seconds[0] <= 1, "\(seconds)")
            // Once for each of the loops.
            let words = server.log.text.matches(of: /HTTP connections wait/).count
            #expect(words <= ProcessInfo.processInfo.activeProcessorCount)

            await crowd.stop()
            #expect(try await bench.client.get("healthz", ["--max-time", "20"]).status == 200)
        }
    }

    @Test func `a token opens the script of its own machine only`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            try await bench.addNode("rack2", mac: "52:54:00:77:70:02")
            let url = try await bench.scriptURL(of: mac)

            #expect(try await bench.client.get(url).body.contains("rack1"))
            let other = try await bench.client.get(try await bench.scriptURL(of: "52:54:00:77:70:02")).body
            #expect(other.contains("rack2"))
            #expect(!other.contains("rack1"))
            // Another machine's address under this token's code; and a code that is not the server's.
            for forged in [
                url.replacing("525400777001", with: "525400777002"),
                url.replacing("/boot.ipxe", with: "0/boot.ipxe"),
            ] {
                let answer = try await bench.client.get(forged)
                #expect(answer.status == 403, "\(forged)")
            }
        }
    }

    @Test func `who asks without a token is known by address, and may not name another machine`() async throws
    {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            let own = try await bench.client.mac()
            try await bench.addNode("rack1", mac: own)
            try await bench.addNode("rack2", mac: mac)

            #expect(try await bench.client.get("boot.ipxe").body.contains("rack1"))
            #expect(try await bench.client.get("boot.ipxe?mac=\(own)").body.contains("rack1"))
            let refusal = try await bench.client.get("boot.ipxe?mac=\(mac)")
            #expect(refusal.status == 403)
            #expect(refusal.body.contains("names \(mac)"))
            #expect(refusal.body.contains("belongs to \(own)"))
            #expect(try await bench.client.get("nixos/worker/bzImage", ["-I"]).status == 200)
        }
    }

    @Test func `a listed machine's very first packet may be an HTTP request`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            for round in 0..<20 {
                // What the kernel knows of the machine is forgotten, so that its connection brings it.
                try await bench.network.ip(["neigh", "flush", "all"])
                let answer = try await bench.client.get("boot.ipxe")
                #expect(answer.status == 200, "round \(round): \(answer.body)")
            }
        }
    }

    @Test func `the server's own host may fetch everything, a host that is not listed may not`()
        async throws
    {
        try await ServerBench.run { bench in
            let image = try await bench.importImage("worker", seed: 5)
            _ = try await bench.serve()
            let file = "\(bench.directory)/local"

            for address in ["127.0.0.1", bench.client.serverAddress] {
                let url = "http://\(address):8080/nixos/worker/bzImage"
                try await bench.network.command("curl", ["-sS", "-f", "-o", file, url]).run()
                #expect(try await ClientHost.digest(ofFile: file) == image.kernelDigest, "\(address)")
            }

            let answer = try await bench.client.get("nixos/worker/bzImage")
            #expect(answer.status == 403)
            #expect(answer.body.contains("http.openImages: true"))
        }
    }
}
