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
        try await [storm()] + memory() + [start()]
    }

    private func storm() async throws -> Row {
        let state = try await fixtures.state(
            nodes: Self.machines, profile: "storm", kernel: 15 << 20, initrd: Fixtures.Size.initrd)
        let build = peers.directory + "/build-storm"
        try await Command("ln", ["-f", "\(build)/bzImage", "\(build)/initrd", peers.root]).run()
        let base = "http://\(Wire.server):8081"
        let script = "#!ipxe\nkernel \(base)/bzImage initrd=initrd\ninitrd \(base)/initrd\nboot\n"
        try Data(script.utf8).write(to: URL(filePath: peers.root + "/boot.ipxe"))
        let medians = try await Rounds(count: 1).medians(of: [
            (
                "dnsmasq + nginx",
                {
                    _ = try await peers.dnsmasq(script: "\(base)/boot.ipxe")
                    return try await peers.nginx()
                }
            ),
            ("Rackrise", { try await peers.rackrise(state: state, settings: "menu: { timeout: 0s }") }),
        ]) { server in
            let report = try await storm(state: server.name == "Rackrise" ? state : nil)
            let used = Double(try await server.residentKibibytes()) / 1024
            for process in try await peers.wire.servers.processes() { kill(process, SIGTERM) }
            return [report.seconds, used]
        }
        print("resident after the storm: \(medians.map { "\($0.server) \(Row.text($0.values[1])) MiB" })")
        return Row(
            work: "boot storm, \(Self.machines) machines, 200 at once, 75 MB each", unit: "s",
            figures: medians.map { ($0.server, $0.values[0]) }, floor: 1, lessIsBetter: true)
    }

    private func storm(state: String?) async throws -> Report {
        var words = [
            "storm", "--interface", Wire.interface, "--machines", String(Self.machines), "--concurrency",
            "200",
            "--mix", "uefi", "--addresses", Wire.clientNetwork, "--time-limit", "300", "--json",
        ]
        if let state { words += ["--state", state, "--config", "\(peers.directory)/rackrise.yaml"] }
        let outcome = try await peers.wire.clients.command(Peers.rackrise, words).outcome()
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        guard report.failures.isEmpty else { throw LabError("the storm failed: \(report.failures)") }
        return report
    }

    private func memory() async throws -> [Row] {
        var resident: [Int: Double] = [:]
        var changing = 0.0
        for nodes in [0, 10_000, 30_000, Self.nodes] {
            let state = try await fixtures.state(
                nodes: nodes, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
            let server = try await peers.rackrise(state: state)
            resident[nodes] = Double(try await server.residentKibibytes()) * 1024
            if nodes == Self.nodes {
                for index in 0..<20 {
                    try await peers.command(state: state, "node", "set", "node-\(index)", "--boot", "local")
                        .run()
                }
                try await Task.sleep(for: .seconds(1))
                changing = Double(try await server.residentKibibytes()) * 1024
            }
            await server.stop()
        }
        let empty = resident[0] ?? 0
        let perNode = { (bytes: Double, nodes: Int) in (bytes - empty) / Double(nodes) }
        let growth = [10_000, 30_000].map { "\($0) nodes \(Row.text(perNode(resident[$0] ?? 0, $0)))" }
        return [
            Row(
                work:
                    "memory per node over the empty server, 100,000 nodes (\(growth.joined(separator: ", ")); empty \(Row.text(empty / 1e6)) MB)",
                unit: "octets", figures: [("Rackrise", perNode(resident[Self.nodes] ?? 0, Self.nodes))],
                floor: 400,
                lessIsBetter: true),
            Row(
                work: "the same after 20 nodes changed one by one", unit: "octets",
                figures: [("Rackrise", perNode(changing, Self.nodes))], floor: 400, lessIsBetter: true),
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
            figures: [("Rackrise", Row.median(times))],
            floor: 1, lessIsBetter: true)
    }
}
