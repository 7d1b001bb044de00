import Lab

/// TFTP reads.
struct TransferRows {
    let peers: Peers
    let fixtures: Fixtures
    let rounds: Rounds

    private typealias Start = (name: String, start: () async throws -> Server)

    func rows() async throws -> [Row] {
        let state = try await fixtures.state(nodes: 0, profile: "worker", kernel: 15 << 20, initrd: 1 << 20)
        try await fixtures.resizeTransfer(Fixtures.Size.chainloader)
        var rows = [
            try await throughput("850 kB × 1,000 by 50 clients, 1468/1", 1000, 50, 1468, 1, floor: 1, state)
        ]
        try await fixtures.resizeTransfer(Fixtures.Size.largeTransfer)
        for (clients, count) in [(1, 6), (8, 48)] {
            for blockSize in [1468, 8192] {
                rows.append(
                    try await throughput(
                        "16 MiB × \(count) by \(clients) client\(clients == 1 ? "" : "s"), \(blockSize)/16",
                        count, clients,
                        blockSize, 16, floor: 1.2, state))
            }
        }
        rows.append(try await blockCost(state))
        try await fixtures.resizeTransfer(Fixtures.Size.chainloader)
        return try await rows + losses(state)
    }

    private func servers(_ state: String, core: Int? = nil) -> [Start] {
        var peers = peers
        peers.core = core
        return [
            ("dnsmasq", { [peers] in try await peers.dnsmasq() }),
            ("atftpd", { [peers] in try await peers.atftpd() }),
            ("tftpd-hpa", { [peers] in try await peers.tftpdHPA() }),
            ("Rackrise", { [peers] in try await peers.rackrise(state: state) }),
        ]
    }

    private func read(
        _ count: Int, _ clients: Int, _ blockSize: Int, _ window: Int, loss: Int = 0, core: Int? = nil
    ) async throws -> TransferLoad.Result {
        let result: TransferLoad.Result = try await peers.load(
            "transfers", core: core,
            [
                "file=undionly.kpxe", "blksize=\(blockSize)", "window=\(window)", "transfers=\(count)",
                "clients=\(clients)", "loss=\(loss)", "seed=42",
            ])
        return result
    }

    private func throughput(
        _ work: String, _ count: Int, _ clients: Int, _ blockSize: Int, _ window: Int, floor: Double,
        _ state: String
    ) async throws -> Row {
        let medians = try await rounds.medians(of: servers(state)) { server in
            let result = try await read(count, clients, blockSize, window)
            guard result.failures == 0 else {
                throw LabError("\(server.name): \(result.failures) transfers failed")
            }
            return [Double(result.bytes) / result.seconds / 1e6]
        }
        return Row(
            work: "TFTP \(work)", unit: "MB/s", figures: medians.map { ($0.server, $0.values[0]) },
            floor: floor)
    }

    private func blockCost(_ state: String) async throws -> Row {
        let medians = try await rounds.medians(of: servers(state, core: 0)) { server in
            let before = try await server.cpuSeconds()
            let result = try await read(4, 1, 1468, 1, core: 0)
            let used = try await server.cpuSeconds() - before
            return [used * 1e6 / (Double(result.bytes) / 1468)]
        }
        return Row(
            work: "TFTP one client, 1468/1, one core: CPU per block", unit: "µs",
            figures: medians.map { ($0.server, $0.values[0]) }, floor: 1.5, lessIsBetter: true)
    }

    private func losses(_ state: String) async throws -> [Row] {
        var rows: [Row] = []
        for window in [1, 4, 16] {
            // Once: some peers wait a second or more for each loss, and the seed loses the same packets every time.
            let medians = try await Rounds(count: 1).medians(of: servers(state)) { _ in
                let result = try await read(16, 16, 1468, window, loss: 10)
                return [result.median, result.p99]
            }
            for (column, name) in ["p50", "p99"].enumerated() {
                rows.append(
                    Row(
                        work: "TFTP 850 kB, 1 % lost each way, window \(window): \(name)", unit: "ms",
                        figures: medians.map { ($0.server, $0.values[column]) }, floor: 1, lessIsBetter: true)
                )
            }
        }
        return rows
    }
}
