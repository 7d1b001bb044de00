import Lab

/// TFTP reads.
struct TransferRows {
    let peers: Peers
    let fixtures: Fixtures
    let rounds: Rounds

    /// What the loads read: a chainloader, and an image's initrd under Rackrise's name for it.
    private enum File {
        static let program = "undionly.kpxe"
        static let image = "nixos/large/initrd"
    }

    /// Which of the rows; each can be measured alone.
    enum Kind: String, CaseIterable {
        case chainloaders, images, blocks, loss1, loss4, loss16
    }

    func rows(_ kind: Kind) async throws -> [Row] {
        let state = try await fixtures.state(
            nodes: 0, profile: "large", kernel: 15 << 20, initrd: Fixtures.Size.download)
        try await fixtures.shareInitrd(of: "large")
        switch kind {
        case .chainloaders:
            let read = Read(file: File.program, transfers: 1000, clients: 50, blockSize: 1468, window: 1)
            return [try await throughput("850 kB × 1,000 by 50 clients", read, floor: 1, state)]
        case .images: return try await images(state)
        case .blocks: return [try await blockCost(state)]
        case .loss1: return try await losses(window: 1, state)
        case .loss4: return try await losses(window: 4, state)
        case .loss16: return try await losses(window: 16, state)
        }
    }

    /// One run of the load client.
    private struct Read {
        var file: String
        var transfers: Int
        var clients: Int
        var blockSize: Int
        var window: Int
        var loss = 0
        var core: Int?
    }

    private func servers(_ state: String, core: Int? = nil) -> [Rounds.Start] {
        var peers = peers
        peers.core = core
        return [
            ("dnsmasq", { [peers] in try await peers.dnsmasq() }),
            ("atftpd", { [peers] in try await peers.atftpd() }),
            ("tftpd-hpa", { [peers] in try await peers.tftpdHPA() }),
            ("Rackrise", { [peers] in try await peers.rackrise(state: state) }),
        ]
    }

    /// Reads for twenty seconds at most.
    private func attempt(_ read: Read) async throws -> TransferLoad.Result {
        try await peers.load(
            "transfers", core: read.core,
            [
                "file=\(read.file)", "blksize=\(read.blockSize)", "window=\(read.window)",
                "transfers=\(read.transfers)", "clients=\(read.clients)", "loss=\(read.loss)", "seed=42",
                "limit=20",
            ])
    }

    /// Whatever has failed, or is not done in time, is a failure of the round.
    private func run(_ read: Read) async throws -> TransferLoad.Result {
        let result = try await attempt(read)
        guard result.failures == 0, result.unfinished == 0 else {
            let done = read.transfers - result.failures - result.unfinished
            throw LabError(
                "\(done) of \(read.transfers) transfers done, \(result.failures) failed, \(Int(result.bytes / 1_000_000)) MB read after \(Row.text(result.seconds)) s"
            )
        }
        return result
    }

    private func throughput(_ work: String, _ read: Read, floor: Double, _ state: String) async throws -> Row
    {
        let results = try await rounds.measure(servers(state)) { _ in
            let result = try await run(read)
            return [Double(result.bytes) / result.seconds / 1e6]
        }
        return Row(
            work: "TFTP \(work), \(read.blockSize)/\(read.window)", unit: "MB/s", figures: results.figures(0),
            floor: floor)
    }

    private func images(_ state: String) async throws -> [Row] {
        var rows: [Row] = []
        for clients in [1, 8] {
            for blockSize in [1468, 8192] {
                let read = Read(
                    file: File.image, transfers: clients, clients: clients, blockSize: blockSize, window: 16)
                let work = "100 MB by \(clients) client\(clients == 1 ? "" : "s each")"
                rows.append(try await throughput(work, read, floor: 1.2, state))
            }
        }
        return rows
    }

    private func blockCost(_ state: String) async throws -> Row {
        let results = try await rounds.measure(servers(state, core: 0)) { server in
            let (result, used) = try await server.cpuSeconds {
                try await run(
                    Read(file: File.image, transfers: 1, clients: 1, blockSize: 1468, window: 1, core: 0))
            }
            return [used * 1e6 / (Double(result.bytes) / 1468)]
        }
        return Row(
            work: "TFTP one client, 1468/1, one core: CPU per block", unit: "µs", figures: results.figures(0),
            floor: 1.5, lessIsBetter: true)
    }

    private func losses(window: Int, _ state: String) async throws -> [Row] {
        // Once: some peers wait a second or more for each loss, and the seed loses the same packets every time.
        let results = try await Rounds(count: 1).measure(servers(state)) { _ in
            let result = try await attempt(
                Read(
                    file: File.program, transfers: 16, clients: 16, blockSize: 1468, window: window, loss: 10)
            )
            guard result.failures == 0 else { throw LabError("\(result.failures) of 16 transfers failed") }
            return [result.median, result.p99]
        }
        return ["p50", "p99"].enumerated().map { column, name in
            Row(
                work: "TFTP 850 kB, 1 % lost each way, window \(window), at most 20 s: \(name)", unit: "ms",
                figures: results.figures(column), floor: 1, lessIsBetter: true)
        }
    }
}
