import Foundation
import Lab

/// `make bench`: Rackrise and its peers in turn on one wire; the results are written as a Markdown table.
///
/// `bench offers|transfers|downloads KEY=VALUE…` are the load clients it runs; `bench rows NAME…` measures some rows
/// only.
@main
struct BenchCommand {
    static func main() async {
        do {
            try await run(CommandLine.arguments.dropFirst())
        } catch {
            FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private nonisolated static func run(_ words: ArraySlice<String>) async throws {
        if let kind = words.first, kind != "rows" {
            return try await LoadCommand(words.dropFirst()).run(kind)
        }
        let chosen = Set(words.dropFirst())
        try await Wire.run { try await measure(chosen, on: $0) }
    }

    private static func measure(_ chosen: Set<String>, on wire: Wire) async throws {
        let directory = Checkout.lab + "/bench"
        try? FileManager.default.removeItem(atPath: directory)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let peers = Peers(wire: wire, directory: directory)
        let fixtures = Fixtures(peers: peers)
        try await fixtures.prepare()
        let rounds = Rounds(count: 3)
        var rows: [Row] = []
        func add(_ name: String, _ measure: () async throws -> [Row]) async throws {
            guard chosen.isEmpty || chosen.contains(name) else { return }
            let measured = try await measure()
            for row in measured { show(row.markdown) }
            rows += measured
        }
        show(Row.head)
        try await add("offers", OfferRows(peers: peers, fixtures: fixtures, rounds: rounds).rows)
        for kind in TransferRows.Kind.allCases {
            try await add(kind.rawValue) {
                try await TransferRows(peers: peers, fixtures: fixtures, rounds: rounds).rows(kind)
            }
        }
        try await add("downloads", DownloadRows(peers: peers, fixtures: fixtures).rows)
        try await add("download-growth", DownloadGrowthRows(peers: peers, fixtures: fixtures).rows)
        try await add("storm", StormRows(peers: peers, fixtures: fixtures, rounds: rounds).rows)
        try await add("growth", GrowthRows(peers: peers, fixtures: fixtures).rows)
        if chosen.isEmpty { try await Results(rows: rows, peers: peers).write() }
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// At once, also into a file.
    private static func show(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}
