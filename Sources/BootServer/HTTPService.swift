import Logging
import NetIO
import NetTypes

/// The boot listener: one loop for each core, each with a listening socket of its own on the same port.
final class HTTPService: Sendable {
    let loops: [HTTPLoop]

    /// Binds the port once for each loop and starts to answer.
    init(
        state: ServerState, timeline: Timeline, logger: Logger, served: ServedInterfaces, loopCount: Int
    ) throws(SocketError) {
        loops = (0..<max(1, loopCount)).map { number in
            HTTPLoop(number: number, state: state, timeline: timeline, logger: logger, served: served)
        }
        let endpoint = IPv4Endpoint(.any, state.httpPort)
        try TCPListener.checkIsFree(endpoint)
        for loop in loops {
            let listener = try TCPListener(endpoint, on: loop.executor) {
                [weak loop] socket in
                guard let loop else { return socket.close() }
                loop.assumeIsolated { $0.accept(socket) }
            }
            loop.executor.perform { loop.assumeIsolated { $0.own(listener) } }
        }
    }

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
