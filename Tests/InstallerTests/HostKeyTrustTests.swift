import BootModel
import Commands
import Foundation
import InstallPlan
import Lab
import NetTypes
import Store
import Synchronization
import Testing

@testable import Installer

/// The trust ladder of the installer's host key, on machines made of namespaces.
@Suite(.serialized, .timeLimit(.minutes(15))) struct HostKeyTrustTests {
    @Test func `a job waits until an operator has compared the key with the console`() async throws {
        let bench = try await Self.bench(trust: "console")
        try await bench.bootInstaller()
        let machine = try await bench.installer()
        try await bench.waitForStory("hostkey-trust")
        let seen = try #require(try bench.database.seenKeys(of: bench.job).first)
        #expect(seen.address == machine.address)
        let shown = try await Command("ssh-keygen", ["-lf", machine.folder + "/etc/ssh/host_key.pub"]).run()
        let fingerprint = try #require(try HostKey(seen.key)?.fingerprint)
        #expect(shown.split(separator: " ")[1] == fingerprint)
        #expect(bench.story.contains("\(fingerprint), whose proof is tofu-bound; the plan wants console"))

        // What the installer reports is not enough either, and is no reason to log in.
        try await bench.phoneHome(seen.key)
        #expect(try bench.stored().installerKey?.trust == .reported)
        let asked = bench.asked.withLock { $0 }
        _ = try await bench.wait { _ in bench.asked.withLock { $0 } > asked + 2 }
        #expect(try bench.stored().record.phase == .waitForSSH)
        #expect(!machine.log.contains("Accepted publickey"))

        let event = BootEvent(
            time: EngineBench.now, mac: nil, node: "n1", stage: .install, outcome: .done, detail: "compared")
        #expect(throws: StoreError.self) {
            try bench.database.trust(Self.strangeKey, of: bench.job, event: event)
        }
        try bench.database.trust(seen.key, of: bench.job, event: event)
        #expect(try bench.database.events(.node("n1"), limit: 10).last?.event.detail == "compared")
        let job = try await bench.wait { $0.record.phase > .waitForSSH || $0.outcome != nil }
        #expect(job.outcome == nil && job.installerKey == .init(key: seen.key, trust: .console))
        await bench.stopEngine()
    }

    @Test func `a job waits until the installer has reported its key`() async throws {
        let bench = try await Self.bench(trust: "reported")
        try await bench.bootInstaller()
        let machine = try await bench.installer()
        try await bench.waitForStory("hostkey-trust")
        #expect(!machine.log.contains("Accepted publickey"))
        let seen = try #require(try bench.database.seenKeys(of: bench.job).first)
        try await bench.phoneHome(seen.key)
        let job = try await bench.wait { $0.record.phase > .waitForSSH || $0.outcome != nil }
        #expect(job.outcome == nil && job.installerKey == .init(key: seen.key, trust: .reported))
        try await bench.waitForStory("was reported by the installer itself")
        await bench.stopEngine()
    }

    @Test(arguments: [("tofu-bound", false), ("reported", true), ("static", false), ("static", true)])
    func `a key that is built into an image counts only where the plan says so`(
        trust: String, isReported: Bool
    ) async throws {
        let bench = try await Self.bench(trust: trust)
        await bench.stopEngine()
        let (pair, key) = try await Self.makeKey(in: bench)
        try Self.install(key, in: bench)
        await bench.startEngine()

        try await bench.bootInstaller()
        if isReported { try await bench.phoneHome(key) }
        let machine = try await bench.installer(
            hostKey: try String(contentsOfFile: pair, encoding: .utf8))
        if trust == "static" {
            let job = try await bench.wait { $0.record.phase > .waitForSSH || $0.outcome != nil }
            #expect(job.outcome == nil && job.installerKey == .init(key: key, trust: .baked))
            try await bench.waitForStory("warning the installer's ssh-ed25519 host key")
        } else {
            try await bench.waitForStory("whose proof is static; the plan wants \(trust)")
            #expect(!machine.log.contains("Accepted publickey"))
        }
        await bench.stopEngine()
    }

    @Test func `a reported key counts as built into an image once another machine has proved it`()
        async throws
    {
        let bench = try await Self.bench(trust: "reported")
        let (pair, key) = try await Self.makeKey(in: bench)
        try await bench.bootInstaller()
        try await bench.phoneHome(key)
        #expect(try bench.stored().installerKey == .init(key: key, trust: .reported))
        await bench.stopEngine()
        try Self.install(key, in: bench)
        await bench.startEngine()

        let machine = try await bench.installer(hostKey: try String(contentsOfFile: pair, encoding: .utf8))
        try await bench.waitForStory("whose proof is static; the plan wants reported")
        #expect(!machine.log.contains("Accepted publickey"))
        await bench.stopEngine()
    }

    private static let strangeKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmq7IPlzXgYF2kW3Sxr9ZlZPyQOIxmpAP5vvSbrIvkT"

    private static func bench(trust: String) async throws -> EngineBench {
        let bench = try await EngineBench(
            plan: try await SmallSystem.make().plan("login: { trust: \(trust) }"))
        await bench.startEngine()
        return bench
    }

    /// The file of a new host key, and its public part.
    private static func makeKey(in bench: EngineBench) async throws -> (file: String, key: String) {
        let pair = bench.state + "/built-in"
        try await Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", pair]).run()
        let text = try String(contentsOfFile: pair + ".pub", encoding: .utf8)
        return (pair, "\(try #require(HostKey(text)))")
    }

    /// Another node whose installer had this key.
    private static func install(_ key: String, in bench: EngineBench) throws {
        let database = bench.database
        try database.addNode(
            Node(
                name: "n2", macs: [MACAddress(rawValue: 0x5254_0000_0002)], profile: "worker",
                variables: ["key": "x"]))
        var job = try #require(try database.arm(["n2"], ArmingOptions(), at: EngineBench.now).first)
        job.record.tokens = ["t"]
        try database.commit(job.record, of: job.id)
        try database.pin(PinnedHostKey(key: key, trust: .tofuBound), for: .installer, of: job.id)
        job.record.activity = .ended(.cancelled)
        try database.end(job.record, of: job.id)
    }
}
