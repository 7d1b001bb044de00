import Commands
import Foundation
import Lab
import Testing

/// The binary cache, as nix and curl see it.
@Suite(.timeLimit(.minutes(30)))
struct BinaryCacheTests {
    /// A bench whose server has a cache with one path, and that path.
    private func run(_ body: (ServerBench, _ path: String) async throws -> Void) async throws {
        try await ServerBench.run { bench in
            var bench = bench
            let cache = "\(bench.directory)/cache"
            let file = "\(bench.directory)/hello"
            try Data("hello\n".utf8).write(to: URL(filePath: file))
            let store = "\(bench.directory)/store"
            let path = try await Self.nix(bench, "nix-store", "--store", store, "--add", file).run()
                .trimmingCharacters(in: .whitespacesAndNewlines)
            try await Self.nix(bench, "nix", "copy", "--from", store, "--to", "file://\(cache)", path).run()
            try Data("secret".utf8).write(to: URL(filePath: "\(cache)/secret.nar"))
            try FileManager.default.createSymbolicLink(
                atPath: "\(cache)/nar/link.nar", withDestinationPath: "\(cache)/secret.nar")
            bench.configuration.settings = "cache: { directory: \(cache) }"
            _ = try await bench.importImage("worker", seed: 1)
            _ = try await bench.serve()
            try await body(bench, path)
        }
    }

    /// A command of nix that keeps what it knows of caches to this test.
    private static func nix(_ bench: ServerBench, _ words: String..., host: NetworkNamespace? = nil)
        -> Command
    {
        let settings = "experimental-features = nix-command\nbuild-users-group =\nsubstitute = false"
        let all = ["NIX_CONFIG=\(settings)", "XDG_CACHE_HOME=\(bench.directory)/nix-cache"] + words
        return host?.command("env", all) ?? Command("env", all)
    }

    @Test func `nix copies from it, on a whitelisted machine only`() async throws {
        try await run { bench, path in
            let copy = Self.nix(
                bench, "nix", "copy", "--from", bench.client.url("cache"), "--to",
                "\(bench.directory)/target",
                path, host: bench.client.namespace)
            let refused = try await copy.outcome()
            #expect(refused.status != 0, "\(refused.errors)")
            // nix keeps the reason to itself.
            let answer = try await bench.client.get("cache/nix-cache-info")
            #expect(answer.status == 403 && answer.body.contains("rackrise node add"))

            try await bench.addNode("rack1", mac: try await bench.client.mac(), boot: "local")
            try await copy.run()

            let copied = try String(contentsOfFile: "\(bench.directory)/target\(path)", encoding: .utf8)
            #expect(copied == "hello\n")
            // A second look finds everything there.
            try await Self.nix(
                bench, "nix", "store", "verify", "--no-trust", "--store", "\(bench.directory)/target", path
            ).run()
        }
    }

    @Test func `its files have their types, and nothing else is served`() async throws {
        try await run { bench, path in
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            let hash = String(path.dropFirst("/nix/store/".count).prefix(32))
            let description = try await bench.client.get("cache/\(hash).narinfo")
            #expect(description.headers["content-type"] == "text/x-nix-narinfo")
            let url = description.body.firstMatch(of: /URL: (nar\/\S+)/).map { String($0.1) }
            let archive = try #require(url)
            for (path, type) in [
                ("nix-cache-info", "text/x-nix-cache-info"), (archive, "application/x-nix-nar"),
            ] {
                let head = try await bench.client.get("cache/\(path)", ["-I"])
                #expect(head.status == 200 && head.headers["content-type"] == type, "\(path)")
            }
            let part = try await bench.client.get("cache/nix-cache-info", ["-r", "0-8"])
            #expect(part.status == 206 && part.body == "StoreDir:")

            for path in [
                "cache", "cache/", "cache/secret.nar", "cache/nar/link.nar", "cache/nar", "cache/log",
                "cache/nar/missing.nar.xz", "cache/nar/../secret.nar", "cache/nar%2f..%2fsecret.nar",
            ] {
                let status = try await bench.client.get(path).status
                #expect(status == 404 || status == 400, "\(path)")
            }
            let posted = try await bench.client.get("cache/nix-cache-info", ["-X", "POST"])
            #expect(posted.status == 405 && posted.headers["allow"] == "GET, HEAD")
            // Downloads of the cache do not fill timelines.
            #expect(try await bench.events(of: "rack1").allSatisfy { $0.stage == "offer" })
        }
    }
}
