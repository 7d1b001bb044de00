import Commands
import Foundation

/// A recording of everything on a bench's wire.
public struct PacketCapture: Sendable {
    private let path: String

    /// Starts recording in `namespace`, until that is removed.
    static func start(in namespace: NetworkNamespace, directory: String) async throws -> PacketCapture {
        let path = "\(directory)/wire.pcap"
        let process = try ChildProcess(
            namespace.command(
                "tcpdump",
                ["-i", NetworkNamespace.bridge, "--immediate-mode", "-U", "-w", path, "-Z", "root"]),
            logPath: "\(directory)/tcpdump.log")
        try await process.log.wait(for: "listening on", within: .seconds(10), giveUp: { process.ending })
        return PacketCapture(path: path)
    }

    /// One line for each packet so far that matches a pcap-filter(7) expression.
    public func packets(matching filter: String) async throws -> [String] {
        try await Command("tcpdump", ["-r", path, "-n", "-v", filter]).run()
            .split(separator: "\n").filter { $0.first?.isWhitespace == false }.map(String.init)
    }

    /// Octets recorded so far.
    public func size() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// What was said so far in packets that match a pcap-filter(7) expression.
    public func streams(matching filter: String) async throws -> CapturedStreams {
        let part = "\(path).part"
        try await Command("tcpdump", ["-r", path, "-w", part, "-Z", "root", filter]).run()
        return try CapturedStreams(capture: Data(contentsOf: URL(filePath: part)))
    }
}
