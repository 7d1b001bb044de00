import Commands
import Foundation
import Lab
import Testing

/// What machines get while an operator imports new images.
@Suite(.timeLimit(.minutes(30)))
struct ServerImageTests {
    private let mac = "52:54:00:1a:6e:01"

    /// The absolute URLs of kernel and initrd in a script.
    private struct ScriptURLs {
        var kernel: String
        var initrd: String

        init(_ script: String) throws {
            let urls = script.matches(of: /http:\/\/\S+\/(bzImage|initrd)/).map { String($0.0) }
            kernel = try #require(urls.first { $0.hasSuffix("/bzImage") }, "\(script)")
            initrd = try #require(urls.first { $0.hasSuffix("/initrd") }, "\(script)")
        }
    }

    @Test func `an import replaces an image between downloads, never within one`() async throws {
        try await ServerBench.run(settings: "menu: { timeout: 0s }\nhttp: { openImages: true }") { bench in
            // Far more than the sockets between server and client hold.
            let first = try await bench.importImage("worker", seed: 1, initrdSize: 6_000_000)
            _ = try await bench.serve()
            try await bench.addNode("rack1", mac: mac)
            let script = try await bench.scriptURL(of: mac)
            let old = try ScriptURLs(try await bench.client.get(script).body)
            let slow = "\(bench.directory)/slow"
            async let download = bench.client.digest(
                of: "nixos/worker/initrd", ["--limit-rate", "3M"], into: slow)
            try await bench.waitFor("the download to begin") { FileManager.default.fileExists(atPath: slow) }

            let second = try await bench.importImage("worker", seed: 2)
            try await bench.waitFor("the new image", within: .seconds(10)) {
                try await bench.client.digest(of: "nixos/worker/bzImage", into: "\(bench.directory)/k")
                    == second.kernelDigest
            }

            // Kernel and initrd are one unit: a boot that began before the import ends with the old ones.
            let file = "\(bench.directory)/file"
            #expect(try await bench.client.digest(of: old.kernel, into: file) == first.kernelDigest)
            #expect(try await bench.client.digest(of: old.initrd, into: file) == first.initrdDigest)
            let new = try ScriptURLs(try await bench.client.get(script).body)
            #expect(try await bench.client.digest(of: new.kernel, into: file) == second.kernelDigest)
            #expect(try await bench.client.digest(of: new.initrd, into: file) == second.initrdDigest)
            #expect(new.kernel != old.kernel)
            #expect(try await download == first.initrdDigest)
        }
    }

    @Test
    func `an image that is no longer kept is gone with a reason, and its last download still ends whole`()
        async throws
    {
        try await ServerBench.run(settings: "menu: { timeout: 0s }") { bench in
            let first = try await bench.importImage("worker", seed: 1, initrdSize: 6_000_000)
            _ = try await bench.serve()
            try await bench.addNode("rack1", mac: mac)
            let old = try ScriptURLs(try await bench.client.get(try await bench.scriptURL(of: mac)).body)
            let slow = "\(bench.directory)/slow"
            async let download = bench.client.digest(of: old.initrd, ["--limit-rate", "3M"], into: slow)
            try await bench.waitFor("the download to begin") { FileManager.default.fileExists(atPath: slow) }

            for seed in 2...4 { _ = try await bench.importImage("worker", seed: UInt64(seed)) }

            try await bench.waitFor("the old kernel to go", within: .seconds(10)) {
                try await bench.client.get(old.kernel, ["-I"]).status == 404
            }
            #expect(try await bench.client.get(old.kernel).body.contains("it was replaced since"))
            #expect(try await download == first.initrdDigest)
            let kept = try FileManager.default.contentsOfDirectory(
                atPath: "\(bench.configuration.state)/images"
            )
            .filter { !$0.hasPrefix(".") }
            #expect(kept.count == 3)
        }
    }

    @Test func `a rollback is what the next boot gets`() async throws {
        try await ServerBench.run(settings: "menu: { timeout: 0s }") { bench in
            let first = try await bench.importImage("worker", seed: 1)
            _ = try await bench.importImage("worker", seed: 2)
            _ = try await bench.serve()
            try await bench.addNode("rack1", mac: mac)
            let script = try await bench.scriptURL(of: mac)
            #expect(try await bench.client.get(script).body.contains("seed=2"))

            try await bench.rackrise("profile", "rollback", "worker").run()

            try await bench.waitFor("the old image", within: .seconds(10)) {
                try await bench.client.get(script).body.contains("seed=1")
            }
            let urls = try ScriptURLs(try await bench.client.get(script).body)
            let file = "\(bench.directory)/file"
            #expect(try await bench.client.digest(of: urls.kernel, into: file) == first.kernelDigest)
        }
    }
}
