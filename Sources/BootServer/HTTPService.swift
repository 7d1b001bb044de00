import Logging
import NetIO
import NetTypes

/// The boot listener: one loop for each core, each with a listening socket of its own on the same port.
final class HTTPService: Sendable {
    let loops: [HTTPLoop]

    /// Binds the port once for each loop and starts to answer.
    init(
        state: ServerState, timeline: Timeline, logger: Logger, served: ServedInterfaces,
        chainloaders: ChainloaderFeed, machines: MachineAddresses, desk: InstallDesk, loopCount: Int
    ) throws(SocketError) {
        let count = max(1, loopCount)
        let limit = Self.connectionLimit(descriptors: DescriptorLimit.current, loops: count)
        loops = (0..<count).map { number in
            HTTPLoop(
                number: number, connectionLimit: limit, state: state, timeline: timeline, logger: logger,
                served: served, chainloaders: chainloaders, machines: machines, desk: desk)
        }
        let endpoint = IPv4Endpoint(.any, state.httpPort)
        try TCPListener.checkIsFree(endpoint)
        for loop in loops {
            let listener = try TCPListener(endpoint)
            loop.executor.perform { loop.assumeIsolated { $0.own(listener) } }
        }
    }

    /// How many connections each loop may have: two descriptors for each, its socket and the file that it is sent.
    ///
    /// One is kept for each TFTP transfer, its file; their ports, which they share, are few.
    static func connectionLimit(descriptors: Int, loops: Int) -> Int {
        let left = descriptors - TFTPTransfers.Limits.transfers - reservedDescriptors
        return min(HTTPLoop.Limits.connections, max(HTTPLoop.Limits.fewestConnections, left / (2 * loops)))
    }

    /// Descriptors for everything that is neither an HTTP connection nor a TFTP transfer.
    private static let reservedDescriptors = 256

    /// Hands a new state to every loop.
    func update(_ state: ServerState) {
        for loop in loops {
            loop.executor.perform { loop.assumeIsolated { $0.update(state) } }
        }
    }

    /// Stops accepting, closes every connection, and returns when what broke off is on the timeline.
    func stop() async {
        for loop in loops { await loop.stop() }
    }
}
