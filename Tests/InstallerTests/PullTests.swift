import Commands
import Foundation
import InstallPlan
import Lab
import Synchronization
import Testing

@testable import Installer

/// Caches that a machine cannot fetch from, as real servers answer.
@Suite(.serialized, .timeLimit(.minutes(15))) struct PullTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        /// The files that the server has, and its settings.
        var files: [String: String] = [:]
        let code: FailureCode
        let words: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "another server", code: .cacheRefused, words: "answers 404 for nix-cache-info: "),
        Case(
            name: "a refusal with its reason",
            files: [
                "httpd.conf": "D:*\nE403:reason.txt\n",
                "reason.txt": "MAC address 52:54:00:00:00:01 is not on the whitelist\n",
            ], code: .cacheRefused,
            words: "answers 403 for nix-cache-info: MAC address 52:54:00:00:00:01 is not on the whitelist"),
        Case(
            name: "a page", files: ["nix-cache-info": "<html>"], code: .cacheRefused,
            words: "is no binary cache: its nix-cache-info names no StoreDir"),
        Case(
            name: "another store's", files: ["nix-cache-info": "StoreDir: /gnu/store\n"], code: .cacheRefused,
            words: "is a cache for /gnu/store, not for /nix/store"),
    ]

    @Test(arguments: cases)
    func `what answers in place of a cache is named`(example: Case) async throws {
        try await Self.withCache(example.files) { _, url in
            try await expect(example.code, example.words, from: url)
        }
    }

    @Test func `a cache that wants a password is left to nix, which may have one`() async throws {
        let path = "/nix/store/" + String(repeating: "0", count: 32) + "-x"
        let (ending, text) = try await Self.withCache(["httpd.conf": "/:name:password\n"]) { _, url in
            try await pull(path, from: url, keys: "")
        }
        #expect(text.contains("don't know how to build these paths"), "\(text)")
        guard case .ended(1, let failure?) = ending else {
            Issue.record("\(ending): \(text)")
            return
        }
        #expect(failure.code == .cacheRefused && failure.detail.contains(" answers 401 "), "\(failure)")
    }

    @Test func `a cache that nobody serves is unreachable`() async throws {
        let port = try NamespaceMachine.freePort()
        try await expect(.cacheUnreachable, "does not answer: curl: (7)", from: "http://127.0.0.1:\(port)")
    }

    @Test(arguments: [true, false])
    func `a path is taken with a signature by a key of the plan only`(isTrusted: Bool) async throws {
        let (ending, text) = try await Self.withCache { folder, url in
            let path = try await Self.fillCache(folder)
            let key = try String(
                contentsOfFile: "\(folder)/\(isTrusted ? "one" : "other").pub", encoding: .utf8)
            // One cache that is not well is passed over.
            return try await pull(
                path, from: "http://127.0.0.1:1 \(url)", keys: key.trimmingCharacters(in: .newlines))
        }
        guard case .ended(let status, nil) = ending else {
            Issue.record("\(ending): \(text)")
            return
        }
        #expect((status == 0) == isTrusted, "\(text)")
        #expect(text.contains("cache-unreachable http://127.0.0.1:1 does not answer"))
        if !isTrusted {
            #expect(StepDiagnosis.failure(ofNix: text)?.code == .unsignedPath, "\(text)")
        }
    }

    /// Serves a new folder with `files`, whose `httpd.conf` is the server's configuration, while `body` is at work.
    private static func withCache<Result: Sendable>(
        _ files: [String: String] = [:], body: (_ folder: String, _ url: String) async throws -> Result
    ) async throws -> Result {
        let folder = NSTemporaryDirectory() + "rackrise-cache-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { for end in ["", ".log"] { try? FileManager.default.removeItem(atPath: folder + end) } }
        for (name, text) in ["httpd.conf": ""].merging(files, uniquingKeysWith: { $1 }) {
            try text.replacing("E403:", with: "E403:\(folder)/").write(
                toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
        let address = "127.0.0.1:\(try NamespaceMachine.freePort())"
        let server = try ChildProcess(
            Command(
                "busybox", ["httpd", "-f", "-p", address, "-h", folder, "-c", folder + "/httpd.conf"]),
            logPath: folder + ".log")
        return try await withCleanup {
            try await waitUntilServed(address)
            return try await body(folder, "http://\(address)")
        } cleanup: {
            await server.stop()
        }
    }

    private static func waitUntilServed(_ address: String) async throws {
        let look = Command("curl", ["-so/dev/null", address])
        let refused: Int32 = 7
        for _ in 0..<100 where try await look.outcome().status == refused {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Puts a path, signed with the key `one`, into the cache in `folder`, and makes the key `other`.
    private static func fillCache(_ folder: String) async throws -> String {
        for name in ["one", "other"] {
            let files = ["\(folder)/\(name)", "\(folder)/\(name).pub"]
            try await Command("nix-store", ["--generate-binary-cache-key", "\(name)-1"] + files).run()
        }
        let path = try await buildPath(in: folder + "/store")
        try await Command(
            "nix",
            [
                "--extra-experimental-features", "nix-command", "copy", "--from", folder + "/store", "--to",
                "file://\(folder)?secret-key=\(folder)/one", path,
            ]
        ).run()
        return path
    }

    /// A path that does not prove itself by its name, as one does that was added from a file.
    private static func buildPath(in store: String) async throws -> String {
        let expression = """
            derivation {
              name = "signed"; system = builtins.currentSystem;
              builder = "/bin/sh"; args = [ "-c" "echo it is >$out" ];
            }
            """
        return try await Command(
            "nix-build",
            [
                "--no-out-link", "--store", store, "--option", "sandbox", "true", "--option", "sandbox-paths",
                "/bin/sh=/usr/bin/busybox", "--option", "build-users-group", "", "--option", "substitute",
                "false", "-E", expression,
            ]
        ).run().trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs the phase's script as the engine does, and returns what it printed too.
    private func pull(
        _ system: String, from caches: String, keys: String
    ) async throws -> (DetachedStep.Ending, String) {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        let script = MachineScript(asset: "pull", ["system": system, "caches": caches, "keys": keys])
        let text = Mutex<[UInt8]>([])
        let ending = try await DetachedStep(job: 1, name: "1-copy").follow(
            on: shell, script: script, from: 0, output: { octets in text.withLock { $0 += octets } },
            progress: { _, _ in })
        return (ending, String(decoding: text.withLock { $0 }, as: UTF8.self))
    }

    private func expect(_ code: FailureCode, _ words: String, from cache: String) async throws {
        let (ending, text) = try await pull("/nix/store/x", from: "\(cache)/?priority=10", keys: "")
        guard case .ended(1, let failure?) = ending else {
            Issue.record("\(ending): \(text)")
            return
        }
        #expect(failure.code == code, "\(failure)")
        #expect(failure.detail.contains("\(cache)/?priority=10 \(words)"), "\(failure)")
    }
}
