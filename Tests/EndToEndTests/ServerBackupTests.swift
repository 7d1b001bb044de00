import Foundation
import Lab
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ServerBackupTests {
    private let mac = "52:54:00:ba:c0:01"

    @Test func `a backup of a running server, put into a new state directory, serves the same node`()
        async throws
    {
        try await ServerBench.run(settings: "menu: { timeout: 0s }") { bench in
            let server = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let backup = "\(bench.directory)/backup.db"
            try await bench.rackrise("backup", backup).run()
            // What comes after the backup is not in it.
            try await bench.rackrise("node", "remove", "rack1").run()
            server.signal(SIGTERM)
            #expect(try await server.waitForExit() == 0)

            var restored = bench
            restored.configuration.state = "\(bench.directory)/restored"
            try FileManager.default.createDirectory(
                atPath: restored.configuration.state, withIntermediateDirectories: true)
            for (source, name) in [
                (backup, "rackrise.db"), ("\(bench.configuration.state)/images", "images"),
            ] {
                try FileManager.default.copyItem(
                    atPath: source, toPath: "\(restored.configuration.state)/\(name)")
            }
            _ = try await restored.serve()

            let script = try await restored.client.get(try await restored.scriptURL(of: mac)).body
            #expect(script.contains("rack1 boots worker"))
            let kernel = try #require(script.firstMatch(of: /http:\S+\/bzImage/)).0
            let digest = try await restored.client.digest(
                of: String(kernel), into: "\(bench.directory)/kernel")
            #expect(
                digest == (try await ClientHost.digest(ofFile: "\(bench.directory)/builds/worker-1/bzImage")))
        }
    }
}
