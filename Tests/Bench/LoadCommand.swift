import Foundation
import Lab
import NetIO
import NetTypes

/// A load client, run by the bench in the clients' namespace: `bench offers|transfers|downloads KEY=VALUE...`.
///
/// It prints its result as one line of JSON.
struct LoadCommand {
    private let values: [String: String]

    init(_ words: some Sequence<String>) {
        let pairs = words.compactMap { word -> (String, String)? in
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        values = Dictionary(pairs) { $1 }
    }

    func run(_ kind: String) async throws {
        SignalSource.ignoreBrokenPipes()
        DescriptorLimit.raise()
        switch kind {
        case "offers": try await offers()
        case "transfers": try await transfers()
        case "downloads": try await downloads()
        default: throw LabError("there is no load \(kind)")
        }
    }

    private func offers() async throws {
        let interface = try text("interface")
        let machines = try number("machines")
        let outstanding = try number("outstanding")
        let milliseconds = try number("milliseconds")
        let repeats = values["repeats"] == "yes"
        let firstMAC = Wire.firstMAC
        try await report { finished in
            let load = try OfferLoad(
                interface: interface, firstMAC: firstMAC, machines: machines, outstanding: outstanding,
                repeats: repeats,
                time: .milliseconds(milliseconds), finished: finished)
            try load.start()
            return load
        }
    }

    private func transfers() async throws {
        let plan = TransferLoad.Plan(
            server: Wire.server, file: try text("file"), blockSize: try number("blksize"),
            windowSize: try number("window"), transfers: try number("transfers"),
            clients: try number("clients"),
            lossPerMille: try number("loss"), seed: UInt64(try number("seed")),
            addresses: Wire.clientAddresses, limit: .seconds(try number("limit")))
        try await report { finished in
            let load = TransferLoad(plan, finished: finished)
            load.start()
            return load
        }
    }

    private func downloads() async throws {
        let path = try text("path")
        let port = UInt16(clamping: try number("port"))
        let size = try number("size")
        let count = try number("downloads")
        let connections = try number("connections")
        try await report { finished in
            let load = DownloadLoad(
                server: IPv4Endpoint(Wire.server, port), path: path, size: size, downloads: count,
                connections: connections, addresses: Wire.clientAddresses, finished: finished)
            try load.start()
            return load
        }
    }

    /// Starts a load, keeps it alive until it has its result, and prints that.
    private func report<Result: Encodable & Sendable>(
        _ start: @NetLoop @Sendable (@escaping @Sendable (Result) -> Void) throws -> any AnyObject & Sendable
    ) async throws {
        let (results, continuation) = AsyncStream<Result>.makeStream()
        let load = try await start { result in
            continuation.yield(result)
            continuation.finish()
        }
        for await result in results {
            let line = try JSONEncoder().encode(result)
            FileHandle.standardOutput.write(line + Data("\n".utf8))
        }
        withExtendedLifetime(load) {}
    }

    private func text(_ key: String) throws -> String {
        guard let value = values[key] else { throw LabError("\(key)= is missing") }
        return value
    }

    private func number(_ key: String) throws -> Int {
        guard let number = Int(try text(key)) else { throw LabError("\(key)= is no number") }
        return number
    }
}
