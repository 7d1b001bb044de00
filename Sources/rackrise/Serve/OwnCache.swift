import NetIO
import NetTypes
import OperatorFiles
import Synchronization

/// Where machines that are installed find the binary cache of this server, while it serves one.
final class OwnCache: Sendable {
    private let interfaces: [NetworkInterface]
    private let port: UInt16
    private let isServed: Mutex<Bool>

    /// Describes the cache that a configuration asks for.
    init(_ configuration: Configuration, interfaces: [NetworkInterface]) {
        self.interfaces = interfaces
        port = configuration.http.port
        isServed = Mutex(configuration.cache.directory != nil)
    }

    /// Takes over that a cache is served from now on, or none; the port stays.
    func update(_ configuration: Configuration) {
        isServed.withLock { $0 = configuration.cache.directory != nil }
    }

    /// The cache under our address on the machine's own network; behind a router any of ours will do.
    func url(for machine: IPv4Address) -> String? {
        guard isServed.withLock({ $0 }) else { return nil }
        let near = interfaces.first { $0.addresses.contains { $0.contains(machine) } } ?? interfaces.first
        return near?.address(facing: machine).map { "http://\($0):\(port)/cache" }
    }
}
