import NetIO
import NetTypes

/// Downloads one file over HTTP many times, by several connections at once, without looking at it.
@NetLoop
final class DownloadLoad {
    /// What was seen.
    struct Result: Codable {
        var seconds: Double
        var bytes: UInt64
        var failures: Int
    }

    private static let longestHead = 4096
    private static let discardBytes = 4 << 20

    /// One connection.
    private final class Connection {
        let socket: TCPSocket
        var isOpen = false
        /// Octets of the body that are missing; nil while the head is awaited.
        var remaining: Int?

        init(_ socket: TCPSocket) { self.socket = socket }
    }

    private let request: [UInt8]
    private let server: IPv4Endpoint
    private let size: Int
    private let connectionCount: Int
    private let addresses: [IPv4Address]
    private let finished: @Sendable (Result) -> Void
    private var connections: [Int32: Connection] = [:]
    private var requestsLeft: Int
    private var bytes: UInt64 = 0
    private var failures = 0
    private var startedAt = MonotonicClock.now()
    private var head = [UInt8](repeating: 0, count: DownloadLoad.longestHead)

    init(
        server: IPv4Endpoint, path: String, size: Int, downloads: Int, connections: Int,
        addresses: [IPv4Address], finished: @escaping @Sendable (Result) -> Void
    ) {
        self.server = server
        self.size = size
        self.addresses = addresses
        self.finished = finished
        connectionCount = min(connections, downloads)
        requestsLeft = downloads
        request = Array("GET \(path) HTTP/1.1\r\nHost: \(server)\r\n\r\n".utf8)
    }

    func start() throws {
        startedAt = MonotonicClock.now()
        for index in 0..<connectionCount {
            let socket = try TCPSocket(from: addresses[index % addresses.count], to: server)
            try NetLoop.watch(socket.descriptor, for: .room) { [weak self] _ in
                self?.ready(socket.descriptor)
            }
            connections[socket.descriptor] = Connection(socket)
        }
    }

    private func ready(_ descriptor: Int32) {
        guard let connection = connections[descriptor] else { return }
        if !connection.isOpen {
            connection.isOpen = true
            guard (try? NetLoop.change(descriptor, to: .input)) != nil else { return fail(connection) }
            return ask(connection)
        }
        for _ in 0..<16 {
            let outcome =
                connection.remaining.map { connection.socket.discard(min($0, Self.discardBytes)) }
                ?? connection.socket.read(into: &head)
            switch outcome {
            case .wouldBlock: return
            case .moved(0), .failed: return fail(connection)
            case .moved(let count): if !take(count, connection) { return }
            }
        }
    }

    /// False when the connection is done.
    private func take(_ count: Int, _ connection: Connection) -> Bool {
        if let remaining = connection.remaining {
            connection.remaining = remaining - count
            bytes += UInt64(count)
        } else {
            // Every server here sends its head in one piece.
            let mark = Array("\r\n\r\n".utf8)
            guard head.starts(with: "HTTP/1.1 200".utf8),
                let end = (4...count).first(where: { head[($0 - 4)..<$0].elementsEqual(mark) })
            else {
                fail(connection)
                return false
            }
            connection.remaining = size - (count - end)
            bytes += UInt64(count - end)
        }
        guard connection.remaining == 0 else { return true }
        connection.remaining = nil
        ask(connection)
        return connections[connection.socket.descriptor] != nil
    }

    private func ask(_ connection: Connection) {
        guard requestsLeft > 0 else { return close(connection) }
        requestsLeft -= 1
        if case .moved(request.count) = connection.socket.write(request, from: 0) { return }
        fail(connection)
    }

    private func fail(_ connection: Connection) {
        failures += 1
        close(connection)
    }

    private func close(_ connection: Connection) {
        connections[connection.socket.descriptor] = nil
        NetLoop.forget(connection.socket.descriptor)
        connection.socket.close()
        guard connections.isEmpty else { return }
        finished(
            Result(seconds: (MonotonicClock.now() - startedAt).inSeconds, bytes: bytes, failures: failures))
    }
}
