import Glibc
import NetIO
import NetTypes

/// A machine's side of the wire for the end-to-end tests: sends what it is told and prints what comes back.
@main
struct Probe {
    private static let usage = """
        usage: probe exchange INTERFACE PORT DESTINATION REPLIES MILLISECONDS HEX...
               probe flood INTERFACE COUNT HEX
               probe notify SOCKET MILLISECONDS
        """

    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            fail("\(error)")
        }
    }

    private static func run(_ words: [String]) async throws {
        switch words.first {
        case "exchange" where words.count > 6:
            guard let port = UInt16(words[2]), let destination = endpoint(words[3]),
                let replies = Int(words[4]), let patience = Int(words[5])
            else { break }
            let payloads = words.dropFirst(6).compactMap { Hexadecimal.octets($0) }
            let exchange = try await Exchange(interface: words[1], port: port)
            return try await exchange.run(
                payloads, to: destination, expecting: replies, within: .milliseconds(patience))
        case "flood" where words.count == 4:
            guard let count = Int(words[2]), let request = Hexadecimal.octets(words[3]) else { break }
            return try await DiscoverFlood(interface: words[1], request: request).run(count: count)
        case "notify" where words.count == 3:
            guard let patience = Int(words[2]) else { break }
            return try NotificationSocket(name: words[1]).printMessages(within: .milliseconds(patience))
        default: break
        }
        fail(usage)
    }

    /// Prints a line at once, for whoever waits for it.
    static func say(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Ends the process with a sentence on standard error.
    static func fail(_ sentence: String) -> Never {
        write("probe: \(sentence)\n", to: STDERR_FILENO)
        exit(1)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        _ = Glibc.write(descriptor, text, text.utf8.count)
    }

    /// Reads `address:port`.
    private static func endpoint(_ text: String) -> IPv4Endpoint? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let address = IPv4Address(parts[0]), let port = UInt16(parts[1]) else {
            return nil
        }
        return IPv4Endpoint(address, port)
    }
}
