import Commands
import Foundation
import Lab

/// HTTP downloads and boot scripts.
struct DownloadRows {
    /// Clients at once and their downloads together.
    ///
    /// Enough for a second or two: in a third of one, rounds of one server differ by half, and slow start counts.
    private static let loads = [(1, 100), (16, 240), (200, 400)]
    /// More than of other rows: the kernel does nearly all the work here, so rounds differ by more than servers do.
    private let rounds = Rounds(count: 7)

    let peers: Peers
    let fixtures: Fixtures

    func rows() async throws -> [Row] {
        let state = try await fixtures.state(
            nodes: 0, profile: "large", kernel: 15 << 20, initrd: Fixtures.Size.download)
        var rows: [Row] = []
        for (connections, count) in Self.loads {
            rows += try await downloads(connections, count, state)
        }
        return rows + [try await scripts(state)]
    }

    private func downloads(_ connections: Int, _ count: Int, _ state: String) async throws -> [Row] {
        let initrd = peers.directory + "/build-large/initrd"
        let size = try FileManager.default.attributesOfItem(atPath: initrd)[.size] as? Int ?? 0
        try await Command("ln", ["-f", initrd, peers.root + "/initrd"]).run()
        let results = try await rounds.measure([
            ("nginx", { try await peers.nginx() }),
            ("Rackrise", { try await peers.rackrise(state: state) }),
        ]) { server in
            let isOwn = server.name == "Rackrise"
            let before = try await server.cpuSeconds()
            let result: DownloadLoad.Result = try await peers.load(
                "downloads",
                [
                    "path=\(isOwn ? "/nixos/large/initrd" : "/initrd")", "port=\(isOwn ? 8080 : 8081)",
                    "size=\(size)", "downloads=\(count)", "connections=\(connections)",
                ])
            guard result.failures == 0 else {
                throw LabError("\(server.name): \(result.failures) downloads failed")
            }
            let used = try await server.cpuSeconds() - before
            return [Double(result.bytes) / result.seconds / 1e6, used / (Double(result.bytes) / 1e9)]
        }
        let work = "HTTP 100 MB × \(count) by \(connections) client\(connections == 1 ? "" : "s")"
        return [
            Row(work: work, unit: "MB/s", figures: results.figures(0), floor: 0.95),
            Row(
                work: "the same: CPU", unit: "s/GB", figures: results.figures(1),
                floor: 1.1,
                lessIsBetter: true),
        ]
    }

    private func scripts(_ state: String) async throws -> Row {
        let path = "boot.ipxe?profile=large"
        // Both answer with the same octets: nginx from a file.
        let server = try await peers.rackrise(state: state)
        let script = try await peers.wire.clients.command(
            "curl", ["-sf", "http://\(Wire.server):8080/\(path)"]
        ).run()
        await server.stop()
        try Data(script.utf8).write(to: URL(filePath: peers.root + "/boot.ipxe"))
        let results = try await rounds.measure([
            ("nginx", { try await peers.nginx() }),
            ("Rackrise", { try await peers.rackrise(state: state) }),
        ]) { server in
            let url = server.name == "Rackrise" ? "8080/\(path)" : "8081/boot.ipxe"
            return [try await peers.requestsPerSecond("http://\(Wire.server):\(url)", seconds: 3)]
        }
        return Row(
            work: "a boot script, decided and rendered; nginx: a file of \(script.utf8.count) octets",
            unit: "requests/s",
            figures: results.figures(0), floor: 0.7)
    }
}
