import Foundation
import Lab

/// What one more client costs: the same downloads by more and more of them at once.
struct DownloadGrowthRows {
    let peers: Peers
    let fixtures: Fixtures

    private static let clients = [50, 200, 800]
    private static let downloads = 1600

    func rows() async throws -> [Row] {
        let size = 15 << 20
        let state = try await fixtures.state(
            nodes: 0, profile: "large", kernel: size, initrd: Fixtures.Size.download)
        var processor: [Figure] = []
        var memory: [Figure] = []
        for clients in Self.clients {
            let server = try await peers.rackrise(state: state)
            let before = (try await server.cpuSeconds(), try await server.peakKibibytes())
            let result: DownloadLoad.Result = try await peers.load(
                "downloads",
                [
                    "path=/nixos/large/bzImage", "port=8080", "size=\(size)", "downloads=\(Self.downloads)",
                    "connections=\(clients)",
                ])
            let after = (try await server.cpuSeconds(), try await server.peakKibibytes())
            await server.stop()
            guard result.failures == 0 else { throw LabError("\(result.failures) downloads failed") }
            processor.append(
                Figure(
                    server: "\(clients) clients",
                    value: (after.0 - before.0) / (Double(result.bytes) / 1e9)))
            memory.append(
                Figure(server: "\(clients) clients", value: Double(after.1 - before.1) / Double(clients)))
        }
        return [
            Row(work: "HTTP 15 MiB × \(Self.downloads): CPU", unit: "s/GB", figures: processor),
            Row(work: "the same: memory for each client", unit: "KiB", figures: memory),
        ]
    }
}
