import Commands
import Foundation

/// A host on one of a server's networks that speaks DHCP with the probe, and HTTP and TFTP with real clients.
public struct ClientHost: Sendable {
    /// A datagram that came back.
    public struct Reply: Sendable, Decodable {
        /// Where it came from, `address:port`.
        public let source: String
        /// Where its IP packet went.
        public let destination: String
        /// Its payload.
        public let packet: DHCPPacket

        private enum CodingKeys: CodingKey { case source, destination, payload }

        /// Reads the probe's line.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            source = try container.decode(String.self, forKey: .source)
            destination = try container.decode(String.self, forKey: .destination)
            packet = DHCPPacket(hexadecimal: try container.decode(String.self, forKey: .payload))
        }
    }

    /// Where it runs.
    public let namespace: NetworkNamespace
    /// Its own address on `eth0`.
    public let address: String
    /// The server's address on this network.
    public let serverAddress: String
    /// The server's interface on this network.
    public let serverPort: String

    static func name(on server: String, number: Int) -> String { "\(server)-client\(number)" }

    static func plug(into server: NetworkNamespace, number: Int) async throws -> ClientHost {
        let prefix = "192.168.\(77 + number)"
        let port = "lan\(number)"
        let namespace = try await NetworkNamespace.wired(
            to: server, port: port, portAddress: "\(prefix).1/24",
            name: name(on: server.name, number: number),
            address: "\(prefix).50/24")
        // Small buffers, as firmware has: what the server has sent is then what the client has read, or nearly.
        for (host, file) in [(server, "tcp_wmem"), (namespace, "tcp_rmem")] {
            let path = "/proc/sys/net/ipv4/\(file)"
            try await host.command("bash", ["-c", "echo 4096 65536 262144 >\(path)"]).run()
        }
        return ClientHost(
            namespace: namespace, address: "\(prefix).50", serverAddress: "\(prefix).1", serverPort: port)
    }

    /// Its Ethernet address, with colons.
    public func mac() async throws -> String {
        try await namespace.command("cat", ["/sys/class/net/eth0/address"]).run().filter { !$0.isWhitespace }
    }

    // MARK: - DHCP

    /// Sends packets from one port, in order, and returns what came back to it.
    ///
    /// - Parameters:
    ///   - port: The port on this host; 0 picks a free one.
    ///   - destination: Everybody's port 67 unless given.
    ///   - replies: Returns as soon as so many came.
    ///   - patience: Returns after this time with fewer.
    public func exchange(
        _ packets: [DHCPPacket], from port: Int = 68, to destination: String = "255.255.255.255:67",
        expecting replies: Int = 1, within patience: Duration = .seconds(5)
    ) async throws -> [Reply] {
        let milliseconds = Int(patience / .milliseconds(1))
        let lines = try await namespace.command(
            Checkout.probe,
            ["exchange", "eth0", "\(port)", destination, "\(replies)", "\(milliseconds)"]
                + packets.map(\.hexadecimal)
        ).run()
        return try lines.split(separator: "\n").map {
            try JSONDecoder().decode(Reply.self, from: Data($0.utf8))
        }
    }

    /// Sends a packet and returns the one reply to it.
    public func ask(_ packet: DHCPPacket, from port: Int = 68, to destination: String = "255.255.255.255:67")
        async throws -> Reply
    {
        let replies = try await exchange([packet], from: port, to: destination)
        guard let reply = replies.first else { throw LabError("no reply within 5 s") }
        return reply
    }

    /// Broadcasts a request from so many machines that do not exist.
    public func flood(_ packet: DHCPPacket, count: Int) async throws {
        try await namespace.command(Checkout.probe, ["flood", "eth0", "\(count)", packet.hexadecimal]).run()
    }

    // MARK: - HTTP

    /// The URL of a path without its leading slash.
    public func url(_ path: String) -> String { "http://\(serverAddress):8080/\(path)" }

    /// Gets a path, or a whole URL, with curl.
    public func get(_ path: String, _ options: [String] = []) async throws -> HTTPAnswer {
        let target = path.hasPrefix("http://") ? path : url(path)
        let output = try await namespace.command(
            "curl", ["-sS", "-i", "--path-as-is", "--max-time", "20"] + options + [target]
        ).run()
        return try HTTPAnswer(output)
    }

    /// How `talk`'s shell ends when it cannot connect or write.
    private static let notTalked: Int32 = 7

    /// Sends text as it is to the server's HTTP port with bash, and returns all that comes until the server closes.
    public func talk(_ text: String, patience: Duration = .seconds(20)) async throws -> String {
        let script = """
            exec 3<>/dev/tcp/\(serverAddress)/8080 && printf '%b' "$1" >&3 || exit \(Self.notTalked)
            timeout \(Int(patience / .seconds(1))) cat <&3
            """
        let escaped = text.replacing("\r\n", with: "\\r\\n")
        let outcome = try await namespace.command("bash", ["-c", script, "-", escaped]).outcome()
        // A connection that was reset later still has its answer.
        guard outcome.status != Self.notTalked else {
            throw LabError("nothing was sent to \(serverAddress):8080", evidence: outcome.errors)
        }
        return outcome.output
    }

    /// Downloads a URL with curl into a file and returns the file's SHA-256.
    public func digest(of path: String, _ options: [String] = [], into file: String) async throws -> String {
        let target = path.contains("://") ? path : url(path)
        try await namespace.command(
            "curl", ["-sS", "-f", "--max-time", "30", "-o", file] + options + [target]
        ).run()
        return try await Self.digest(ofFile: file)
    }

    /// A file's SHA-256.
    public static func digest(ofFile file: String) async throws -> String {
        String(try await Command("sha256sum", [file]).run().prefix(64))
    }
}
