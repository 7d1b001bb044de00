import Foundation
import Lab

/// How Rackrise's own cost grows: for each further node, and for each further transfer at once.
struct GrowthRows {
    let peers: Peers
    let fixtures: Fixtures

    private static let nodes = [0, 10_000, 30_000, 100_000]
    private static let transfers = [16, 128, 1024]

    func rows() async throws -> [Row] { try await nodes() + transfers() }

    private func nodes() async throws -> [Row] {
        var rows: [Row] = []
        var empty = 0.0
        for nodes in Self.nodes {
            let state = try await fixtures.state(
                nodes: nodes, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
            let server = try await peers.rackrise(
                state: state, settings: nodes == 0 ? "dhcp: { unknown: menu }" : "")
            let resident = Double(try await server.residentKibibytes()) * 1024
            let before = try await server.cpuSeconds()
            let result: OfferLoad.Result = try await peers.load(
                "offers",
                [
                    "interface=\(Wire.interface)", "machines=\(max(nodes, 1000))", "outstanding=64",
                    "milliseconds=2000",
                ])
            let used = try await server.cpuSeconds() - before
            await server.stop()
            if nodes == 0 { empty = resident }
            rows += [
                nodes == 0
                    ? row("memory of a server without nodes", "kB", resident / 1000)
                    : row("memory for each of \(nodes) nodes", "octets", (resident - empty) / Double(nodes)),
                row("CPU for each offer, \(nodes) nodes", "µs", used * 1e6 / (result.offersPerSecond * 2)),
            ]
        }
        return rows
    }

    private func transfers() async throws -> [Row] {
        let state = try await fixtures.state(nodes: 0, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
        var rows: [Row] = []
        for count in Self.transfers {
            let server = try await peers.rackrise(state: state)
            let resident = Double(try await server.residentKibibytes()) * 1024
            let before = try await server.cpuSeconds()
            let result: TransferLoad.Result = try await peers.load(
                "transfers",
                [
                    "file=undionly.kpxe", "blksize=1468", "window=4", "transfers=\(2 * count)",
                    "clients=\(count)", "loss=0", "seed=1", "limit=30",
                ])
            let used = try await server.cpuSeconds() - before
            let peak = Double(try await server.peakKibibytes()) * 1024
            await server.stop()
            guard result.failures == 0, result.unfinished == 0 else { throw LabError("transfers failed") }
            rows += [
                row(
                    "memory for each of \(count) TFTP transfers at once", "kB",
                    (peak - resident) / Double(count) / 1000),
                row("CPU for each of them, 850 kB, 1468/4", "ms", used * 1000 / Double(2 * count)),
            ]
        }
        return rows
    }

    private func row(_ work: String, _ unit: String, _ value: Double) -> Row {
        Row(work: work, unit: unit, figures: [Figure(server: "Rackrise", value: value)])
    }
}
