import Commands
import Lab
import Testing

/// The boot listener as firmware and boot loaders see it, in their own words.
@Suite(.timeLimit(.minutes(30)))
struct ServerBootClientTests {
    private static let openImages = "http: { openImages: true }"
    private static let script = "/nixos/worker/netboot.ipxe"

    @Test func `EDK2 may reset a connection after HEAD, and after a response it did not read`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            let fields =
                "Host: \(bench.client.serverAddress):8080\\r\\nAccept: */*\\r\\nUser-Agent: UefiHttpBoot/1.0"
            for method in ["HEAD", "GET"] {
                // Closed with octets unread, a connection is reset.
                let program = """
                    exec 3<>/dev/tcp/\(bench.client.serverAddress)/8080
                    printf '\(method) \(Self.script) HTTP/1.1\\r\\n\(fields)\\r\\n\\r\\n' >&3
                    read -r -N 1 -t 10 <&3
                    """
                try await bench.client.namespace.command("bash", ["-c", program]).run()
            }

            let answers = try await bench.client.talk(
                "HEAD \(Self.script) HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
                    + "GET \(Self.script) HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nConnection: close\r\n\r\n")
            #expect(answers.matches(of: /HTTP\/1\.1 200 OK/).count == 2)
            #expect(answers.matches(of: /#!ipxe/).count == 1)
            #expect(try await bench.client.get("healthz").status == 200)
            let events = try await bench.events(of: "rack1")
            #expect(!events.contains { $0.outcome == "failed" }, "\(events)")
        }
    }

    @Test func `several ranges come as the parts of one body`() async throws {
        try await ServerBench.run(settings: Self.openImages) { bench in
            _ = try await bench.serveWithImage()
            let answer = try await bench.client.get(
                "nixos/worker/bzImage", ["-r", "514-517,510-511,514-515"])

            #expect(answer.status == 206)
            let type = answer.headers["content-type"] ?? ""
            #expect(type.hasPrefix("multipart/byteranges; boundary="))
            let boundary = type.dropFirst("multipart/byteranges; boundary=".count)
            // Ascending, and what overlaps is sent once.
            let ranges = answer.body.matches(of: /Content-Range: bytes (\S+)/).map { String($0.1) }
            #expect(ranges == ["510-511/100000", "514-517/100000"])
            #expect(answer.body.contains("\n\nHdrS\n--\(boundary)--"))
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var request: String
        var status: Int

        var testDescription: String { "\(request.prefix(50)) \(status)" }
    }

    @Test func `bodies, chunks and endless heads are refused at once, and the connection ends`() async throws
    {
        try await ServerBench.run { bench in
            _ = try await bench.serve()
            let many = (1...65).map { "A\($0): b\r\n" }.joined()
            let long = String(repeating: "x", count: 17_000)
            for refusal in [
                Refusal(
                    request: "PUT /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                    status: 501),
                Refusal(
                    request: "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
                    status: 413),
                Refusal(request: "GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-maybe\r\n\r\n", status: 417),
                Refusal(
                    request:
                        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
                    status: 400),
                Refusal(request: "GET /\(long.prefix(8200)) HTTP/1.1\r\nHost: a\r\n\r\n", status: 414),
                Refusal(request: "GET / HTTP/1.1\r\nHost: a\r\nA: \(long)\r\n\r\n", status: 431),
                Refusal(request: "GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n", status: 431),
                Refusal(request: "GET / HTTP/1.1\r\n\r\n", status: 400),
                Refusal(request: "GET / HTTP/2.0\r\nHost: a\r\n\r\n", status: 505),
            ] {
                let answer = try await bench.client.talk(refusal.request, patience: .seconds(8))
                #expect(
                    answer.hasPrefix("HTTP/1.1 \(refusal.status) "), "\(refusal.testDescription): \(answer)")
                #expect(answer.contains("\r\nConnection: close\r\n"), "\(refusal.testDescription)")
                #expect(answer.matches(of: /HTTP\/1\.1 \d/).count == 1, "\(refusal.testDescription)")
            }
        }
    }

    @Test func `no path is ever redirected, doubled slashes included`() async throws {
        try await ServerBench.run(settings: Self.openImages) { bench in
            _ = try await bench.serveWithImage()
            let paths = [
                "/nixos//worker/bzImage": 200, "//nixos/./worker//initrd": 200, "//healthz": 200,
                "/nixos/worker/bzImage/": 200, "/nixos": 404, "/nixos/": 404, "/nixos/worker": 404, "/": 404,
                "/nixos/worker/../worker/bzImage": 400,
            ]
            for (path, status) in paths {
                // As GRUB asks.
                let answer = try await bench.client.talk(
                    "HEAD \(path) HTTP/1.1\r\nHost: a\r\nUser-Agent: GRUB 2.06\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(path): \(answer)")
                #expect(!answer.contains("Location:"), "\(path)")
            }
        }
    }
}
