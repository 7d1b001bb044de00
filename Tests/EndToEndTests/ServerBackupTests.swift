import Commands
import Foundation
import Lab
import Testing

@Suite(.timeLimit(.minutes(30)))
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
            #expect(!server.log.text.contains("not on this server"))
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

    @Test func `a server whose images are gone says so when it starts and when it is told to look again`()
        async throws
    {
        try await ServerBench.run { bench in
            let first = try await bench.serveWithImage()
            #expect(!first.log.text.contains("did not exist"))
            first.signal(SIGTERM)
            #expect(try await first.waitForExit() == 0)
            let images = "\(bench.configuration.state)/images"
            for version in try FileManager.default.contentsOfDirectory(atPath: images)
            where version.count == 64 {
                try FileManager.default.removeItem(atPath: "\(images)/\(version)/initrd")
            }
            try FileManager.default.createDirectory(
                atPath: "\(images)/.import-0123", withIntermediateDirectories: true)

            let server = try await bench.serve()
            let warning = "of profile worker is not on this server, or not whole; import it again"
            #expect(server.log.text.contains(warning))
            #expect(!FileManager.default.fileExists(atPath: "\(images)/.import-0123"))
            server.signal(SIGHUP)
            try await bench.waitFor("the second warning") {
                server.log.text.components(separatedBy: warning).count == 3
            }

            var mistyped = bench
            server.signal(SIGTERM)
            #expect(try await server.waitForExit() == 0)
            mistyped.configuration.state = "\(bench.directory)/mistyped"
            let empty = try await mistyped.serve()
            #expect(empty.log.text.contains("mistyped/rackrise.db did not exist: it is made, and empty"))
        }
    }
}
