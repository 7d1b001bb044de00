import Commands
import Foundation
import Lab
import Testing

/// How a running server is stopped, told about a new configuration, and watched by a service manager.
@Suite(.timeLimit(.minutes(30)))
struct ServerSignalTests {
    private let mac = "52:54:00:51:60:01"

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends the server at once, with exit code 0 and a line in its log`(signal: Int32)
        async throws
    {
        try await ServerBench.run { bench in
            let server = try await bench.serve()
            server.signal(signal)

            #expect(try await server.waitForExit() == 0)
            #expect(server.log.text.contains("stopped"))
        }
    }

    @Test func `a signal that the starting program left blocked is heard`() async throws {
        try await ServerBench.run { bench in
            let server = try await bench.serve(wrapper: ["--block-signal=TERM"])
            server.signal(SIGTERM)

            #expect(try await server.waitForExit() == 0)
        }
    }

    @Test func `SIGHUP takes over who may fetch images, the menu and unknown machines, without a restart`()
        async throws
    {
        try await ServerBench.run { bench in
            let server = try await bench.serve()
            let image = try await bench.importImage("worker", seed: 1)
            try await server.command("node", "add", mac, "--name", "rack1", "--profile", "worker").run()
            let stranger = try DHCPPacket(vector: "uefi-x64", mac: "52:54:00:51:60:99")
            try await bench.waitForOffer(to: mac)
            let script = try await bench.scriptURL(of: mac)
            #expect(try await bench.client.get("nixos/worker/bzImage", ["-I"]).status == 403)
            #expect(try await bench.client.get(script).body.contains("choose --timeout 5000"))
            #expect(try await bench.client.exchange([stranger], within: .milliseconds(300)).isEmpty)

            var configuration = bench.configuration
            configuration.settings = """
                http: { openImages: true }
                menu: { timeout: 7s }
                dhcp: { unknown: menu }
                """
            try await server.reload(configuration, waitingFor: "configuration read again")

            let file = "\(bench.directory)/bzImage"
            #expect(
                try await bench.client.digest(of: "nixos/worker/bzImage", into: file) == image.kernelDigest)
            #expect(try await bench.client.get(script).body.contains("choose --timeout 7000"))
            #expect(try await bench.client.ask(stranger).packet.bootFile.hasSuffix("/snponly.efi"))
        }
    }

    @Test func `a broken configuration at SIGHUP changes nothing and is named in the log`() async throws {
        try await ServerBench.run(settings: "http: { openImages: true }") { bench in
            let server = try await bench.serve()
            _ = try await bench.importImage("worker", seed: 1)
            var configuration = bench.configuration
            configuration.settings = "http: { openImage: false }"

            try await server.reload(configuration, waitingFor: "did you mean openImages?")

            try await bench.waitFor("the image to be served") {
                try await bench.client.get("nixos/worker/bzImage", ["-I"]).status == 200
            }
        }
    }

    @Test func `a setting that needs a restart is said to need one`() async throws {
        try await ServerBench.run { bench in
            let server = try await bench.serve()
            var configuration = bench.configuration
            configuration.settings = "http: { port: 8090 }"

            let warning = "change only with a restart: http.port"
            try await server.reload(configuration, waitingFor: warning)
            // What is in force has not changed, so a second SIGHUP says so again.
            server.signal(SIGHUP)
            try await bench.waitFor("the second warning") {
                server.log.text.components(separatedBy: warning).count == 3
            }

            #expect(try await bench.client.get("healthz").status == 200)
        }
    }

    @Test(arguments: ["path", "@abstract"])
    func `the service manager hears that the server is ready and that it stops`(kind: String) async throws {
        try await ServerBench.run { bench in
            let socket = kind == "path" ? "\(bench.directory)/notify" : "@rackrise-\(bench.network.name)"
            let listener = try await bench.startNotificationSocket(socket)
            let server = try await bench.serve(environment: ["NOTIFY_SOCKET=\(socket)"])
            try await listener.log.wait(for: "READY=1", within: .seconds(5))

            server.signal(SIGTERM)

            try await listener.log.wait(for: "STOPPING=1", within: .seconds(5))
        }
    }
}
