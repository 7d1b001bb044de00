import HTTP
import NetIO
import NetTypes

@testable import BootServer

/// One loop of the boot listener on a free port of the loopback interface.
final class LoopbackHTTP {
    let loop: HTTPLoop
    private let listener: TCPListener

    init(_ desk: InstallDesk) throws {
        loop = try HTTPLoop(
            number: 0, connectionLimit: 16, state: ArmedRack.state(), timeline: ArmedRack.timeline(),
            logger: ArmedRack.logger, served: ServedInterfaces([]), chainloaders: ChainloaderFeed(),
            machines: MachineAddresses(), desk: desk)
        listener = try TCPListener(IPv4Endpoint(.loopback, 0))
        loop.executor.perform { [loop, listener] in loop.assumeIsolated { $0.own(listener) } }
    }

    func stop() async { await loop.stop() }

    func connect() throws -> Client {
        Client(try TCPSocket(from: .loopback, to: IPv4Endpoint(.loopback, listener.port)))
    }

    /// One connection to it.
    final class Client {
        private let socket: TCPSocket
        private var text = ""

        init(_ socket: TCPSocket) { self.socket = socket }

        func close() { socket.close() }

        /// Sends requests, one after the other in one write.
        func send(_ lines: String...) async throws {
            let octets = Array(lines.map { "\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined().utf8)
            for _ in 0..<1000 {
                if socket.write(octets, from: 0) == .moved(octets.count) { return }
                try await Task.sleep(for: .milliseconds(5))
            }
            throw SocketError("send", errno: 0)
        }

        /// Everything that came until `mark` is part of it.
        func read(until mark: String) async throws -> String {
            var buffer = [UInt8](repeating: 0, count: 4096)
            for _ in 0..<2000 {
                if text.contains(mark) { return text }
                switch socket.read(into: &buffer) {
                case .moved(let count) where count > 0:
                    text += String(decoding: buffer.prefix(count), as: UTF8.self)
                case .wouldBlock: try await Task.sleep(for: .milliseconds(5))
                case .moved, .failed: throw SocketError("read '\(mark)' behind '\(text)'", errno: 0)
                }
            }
            throw SocketError("read '\(mark)' in time behind '\(text)'", errno: 0)
        }
    }
}
