import Foundation
import InstallPlan
import Lab
import Testing

@testable import Installer

/// Caches that a machine cannot fetch from, as real servers answer.
@Suite(.serialized) struct PullTests {
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
        let folder = NSTemporaryDirectory() + "rackrise-cache-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in ["httpd.conf": ""].merging(example.files, uniquingKeysWith: { $1 }) {
            try text.replacing("E403:", with: "E403:\(folder)/").write(
                toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
        let port = try NamespaceMachine.freePort()
        let server = try ChildProcess(
            Command(
                "busybox",
                ["httpd", "-f", "-p", "127.0.0.1:\(port)", "-h", folder, "-c", folder + "/httpd.conf"]),
            logPath: folder + "/log")
        try await expect(example.code, example.words, from: "http://127.0.0.1:\(port)")
        await server.stop()
    }

    @Test func `a cache that nobody serves is unreachable`() async throws {
        let port = try NamespaceMachine.freePort()
        try await expect(.cacheUnreachable, "does not answer: curl: (7)", from: "http://127.0.0.1:\(port)")
    }

    /// Runs the phase's script as the engine does.
    private func expect(_ code: FailureCode, _ words: String, from cache: String) async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        let script = MachineScript(
            asset: "pull",
            ["system": "/nix/store/x", "caches": "\(cache)/?priority=10", "keys": ""])
        let ending = try await DetachedStep(job: 1, name: "1-copy").follow(
            on: shell, script: script, from: 0, output: { _ in }, progress: { _, _ in })
        guard case .ended(1, let failure?) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(failure.code == code, "\(failure)")
        #expect(failure.detail.contains("\(cache)/?priority=10 \(words)"), "\(failure)")
    }
}
