import Lab

/// PXE DISCOVER → OFFER, and what a large whitelist costs.
struct OfferRows {
    let peers: Peers
    let fixtures: Fixtures
    let rounds: Rounds

    /// How many nodes, and how many times dnsmasq's rate is the floor.
    private static let sizes = [(nodes: 0, floor: 2.0), (10_000, 10), (100_000, 20)]
    private static let outstanding = 64
    /// Nodes that are asked for in turn, where there are any.
    private static let machines = 1000

    func rows() async throws -> [Row] {
        var rows: [Row] = []
        for (nodes, floor) in Self.sizes { rows += try await self.rows(nodes: nodes, floor: floor) }
        return rows
    }

    private func rows(nodes: Int, floor: Double) async throws -> [Row] {
        let state = try await fixtures.state(
            nodes: nodes, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
        let hosts = nodes == 0 ? nil : try fixtures.hosts(nodes: nodes)
        let settings = nodes == 0 ? "dhcp: { unknown: menu }" : ""
        let machines = max(nodes, Self.machines)
        let results = try await rounds.measure([
            ("dnsmasq", { try await peers.dnsmasq(hosts: hosts) }),
            ("Rackrise", { try await peers.rackrise(state: state, settings: settings) }),
        ]) { _ in
            let busy = try await load(machines, outstanding: Self.outstanding, milliseconds: 2500)
            let alone = try await load(machines, outstanding: 1, milliseconds: 1000)
            let repeats = try await load(
                Self.machines, outstanding: Self.outstanding, milliseconds: 1000, repeats: true)
            return [busy.offersPerSecond, alone.p99, repeats.offersPerSecond]
        }
        return [
            Row(
                work: "DISCOVER → OFFER, \(nodes) MACs, \(Self.outstanding) outstanding", unit: "offers/s",
                figures: results.figures(0), floor: floor),
            Row(
                work: "the same, one outstanding: p99", unit: "µs", figures: results.figures(1), floor: 1,
                lessIsBetter: true),
            Row(
                work: "repeats of \(Self.machines) transactions, \(nodes) MACs", unit: "offers/s",
                figures: results.figures(2)),
        ]
    }

    private func load(
        _ machines: Int, outstanding: Int, milliseconds: Int, repeats: Bool = false
    ) async throws -> OfferLoad.Result {
        try await peers.load(
            "offers",
            [
                "interface=\(Wire.interface)", "machines=\(machines)", "outstanding=\(outstanding)",
                "milliseconds=\(milliseconds)", "repeats=\(repeats ? "yes" : "no")",
            ])
    }
}
