import Commands
import Foundation
import Lab

/// Puts the table, and what it was measured on, into `docs/performance.md` between its two marks.
struct Results {
    let rows: [Row]
    let peers: Peers

    private static let path = Checkout.root + "docs/performance.md"
    private static let begin = "<!-- results: written by make bench -->"
    private static let end = "<!-- end of results -->"

    func write() async throws {
        let text = try String(contentsOf: URL(filePath: Self.path), encoding: .utf8)
        guard let start = text.range(of: Self.begin), let stop = text.range(of: Self.end) else {
            throw LabError("\(Self.path) has no place for the results")
        }
        let table = [Row.head] + rows.map(\.markdown)
        let block = try await [Self.begin, facts(), "", table.joined(separator: "\n"), ""].joined(
            separator: "\n")
        try Data((text[..<start.lowerBound] + block + text[stop.lowerBound...]).utf8).write(
            to: URL(filePath: Self.path))
    }

    private func facts() async throws -> String {
        let commit = try await Command("git", ["-C", Checkout.root, "describe", "--always", "--dirty"]).run()
        let machine = try await Command(
            "bash",
            [
                "-c",
                "echo \"$(nproc) cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), Linux $(uname -r), load $(cut -d' ' -f1-3 /proc/loadavg) at the end\"",
            ]
        ).run()
        let versions = try await Command(
            "dpkg-query", ["-W", "-f", "${Package} ${Version}, ", "dnsmasq-base"]
        ).run()
        let downloaded =
            (try? String(
                contentsOf: URL(filePath: Checkout.root + ".build/debian/bench/versions"), encoding: .utf8))
            ?? ""
        return "Commit \(commit.trimmed), \(machine.trimmed). Peers: \(versions)\(downloaded.trimmed).\n"
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
