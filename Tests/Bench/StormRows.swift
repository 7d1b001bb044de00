import Commands
import Foundation
import Lab

/// A thousand machines at once, memory, and the time until the first offer.
struct StormRows {
    let peers: Peers
    let fixtures: Fixtures
    let rounds: Rounds

    private struct Report: Decodable {
        let succeeded: Int
        let failures: [String: Int]
        let seconds: Double
    }

    private static let machines = 1000
    private static let nodes = 100_000

    func rows() async throws -> [Row] {
        try await [storm(), stormMemory()] + memory() + [start()]
    }

    private func storm() async throws -> Row {
        let state = try await fixtures.state(
            nodes: Self.machines, profile: "storm", kernel: 15 << 20, initrd: Fixtures.Size.initrd)
        let build = peers.directory + "/build-storm"
        try await Command("ln", ["-f", "\(build)/bzImage", "\(build)/initrd", peers.root]).run()
        let base = "http://\(Wire.server):8081"
        let script = "#!ipxe\nkernel \(base)/bzImage initrd=initrd\ninitrd \(base)/initrd\nboot\n"
        try Data(script.utf8).write(to: URL(filePath: peers.root + "/boot.ipxe"))
        let results = try await Rounds(count: 1).measure([
            (
                "dnsmasq + nginx",
                {
                    _ = try await peers.dnsmasq(script: "\(base)/boot.ipxe")
                    return try await peers.nginx()
                }
            ),
            ("Rackrise", { try await peers.rackrise(state: state, settings: "menu: { timeout: 0s }") }),
        ]) { server in
            [try await storm(Self.machines, state: server.name == "Rackrise" ? state : nil).seconds]
        }
        return Row(
            work: "boot storm, \(Self.machines) machines, 200 at once, 75 MB each", unit: "s",
            figures: results.figures(0), floor: 1, lessIsBetter: true)
    }

    /// Small files and all nodes: what the table and many transfers at once take together.
    private func stormMemory() async throws -> Row {
        let state = try await fixtures.state(
            nodes: Self.nodes, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
        let server = try await peers.rackrise(state: state, settings: "menu: { timeout: 0s }")
        _ = try await storm(Self.machines, state: state)
        let peak = Double(try await server.peakKibibytes()) * 1024 / 1e6
        await server.stop()
        return Row(
            work: "most memory resident during a storm of \(Self.machines) machines, 100,000 nodes",
            unit: "MB",
            figures: [Figure(server: "Rackrise", value: peak)], floor: 96, lessIsBetter: true)
    }

    private func storm(_ machines: Int, state: String?) async throws -> Report {
        var words = [
            "storm", "--interface", Wire.interface, "--machines", String(machines), "--concurrency", "200",
            "--mix", "uefi", "--addresses", Wire.clientNetwork, "--time-limit", "300", "--json",
        ]
        if let state { words += ["--state", state, "--config", "\(peers.directory)/rackrise.yaml"] }
        let outcome = try await peers.wire.clients.command(Peers.rackrise, words)
            .outcome(within: .seconds(360))
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        guard report.failures.isEmpty else { throw LabError("the storm failed: \(report.failures)") }
        return report
    }

    private func memory() async throws -> [Row] {
        var empty = 0.0
        var resident = 0.0
        var changing = 0.0
        for nodes in [0, Self.nodes] {
            let state = try await fixtures.state(
                nodes: nodes, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
            let server = try await peers.rackrise(state: state)
            resident = Double(try await server.residentKibibytes()) * 1024
            if nodes == 0 { empty = resident }
            // The most that was resident while changes were taken in counts, not what is left afterwards.
            for index in 0..<(nodes == 0 ? 0 : 20) {
                try await peers.command(state: state, "node", "set", "node-\(index)", "--boot", "local").run()
                try await Task.sleep(for: .milliseconds(100))
                changing = max(changing, Double(try await server.residentKibibytes()) * 1024)
            }
            await server.stop()
        }
        let perNode = { (bytes: Double) in (bytes - empty) / Double(Self.nodes) }
        return [
            Row(
                work: "memory per node over the empty server, 100,000 nodes",
                unit: "octets", figures: [Figure(server: "Rackrise", value: perNode(resident))],
                floor: 400,
                lessIsBetter: true),
            Row(
                work: "the same while 20 nodes change one by one", unit: "octets",
                figures: [Figure(server: "Rackrise", value: perNode(changing))], floor: 400,
                lessIsBetter: true),
        ]
    }

    /// A client asks all the time; its first answer ends the wait.
    private func start() async throws -> Row {
        let state = try await fixtures.state(
            nodes: Self.nodes, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
        var times: [Double] = []
        for _ in 0..<3 {
            let began = ContinuousClock.now
            let server = try await peers.rackrise(state: state)
            let result: OfferLoad.Result = try await peers.load(
                "offers",
                ["interface=\(Wire.interface)", "machines=1000", "outstanding=1", "milliseconds=100"])
            guard result.offersPerSecond > 0 else { throw LabError("no offer after ready") }
            times.append((ContinuousClock.now - began).inSeconds - 0.1)
            await server.stop()
        }
        return Row(
            work: "start with 100,000 nodes until the first offer", unit: "s",
            figures: [Figure(server: "Rackrise", value: Row.median(times))],
            floor: 1, lessIsBetter: true)
    }
}
