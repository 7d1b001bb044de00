import NetIO
import NetTypes

/// The ports that transfers come from, each shared by many (RFC 1350 §4 calls them transfer identifiers).
///
/// What belonged to a client's last transfer must not be taken for a part of its next one, on either side. Most clients have
/// another port for each; for those that do not, the next transfer comes from another one of ours.
@NetLoop
final class TFTPPorts {
    /// Named bounds of the ports.
    enum Limits {
        /// Transfers of one port, whose packets all wait in one queue of the kernel's.
        static let transfersPerPort = 64
        /// Places in which the last ports of clients are kept; two clients may have the same place.
        static let places = 4096
    }

    private let receive: @NetLoop (TransferPort.Input, TransferPort) -> Void
    private var ports: [TransferPort] = []
    private var lastNumbers = [UInt16](repeating: 0, count: Limits.places)

    /// Makes none; `receive` is called with what comes to any of them.
    init(receive: @escaping @NetLoop (TransferPort.Input, TransferPort) -> Void) { self.receive = receive }

    /// A port of an address for one more transfer, with windows of so many octets, which gives it back in the end.
    ///
    /// All transfers of a port may send a window in the same moment.
    func take(
        of address: IPv4Address, for client: IPv4Endpoint, window: Int
    ) throws(SocketError) -> TransferPort {
        let place = Self.place(of: client)
        let shared = ports.first {
            $0.address == address && $0.transfers < Limits.transfersPerPort
                && $0.load + window <= $0.capacity && $0.number != lastNumbers[place]
        }
        let port = if let shared { shared } else { try open(address) }
        port.join(window: window)
        lastNumbers[place] = port.number
        return port
    }

    /// Whether the client's last transfer, or one of a client with the same place, came from the port.
    func isLast(_ port: TransferPort, of client: IPv4Endpoint) -> Bool {
        lastNumbers[Self.place(of: client)] == port.number
    }

    private static func place(of client: IPv4Endpoint) -> Int {
        Int(UInt(bitPattern: client.hashValue) % UInt(Limits.places))
    }

    /// Takes a port back from a transfer; the last one's is closed.
    func giveBack(_ port: TransferPort, window: Int) {
        port.leave(window: window)
        guard port.transfers == 0 else { return }
        ports.removeAll { $0 === port }
        port.close()
    }

    private func open(_ address: IPv4Address) throws(SocketError) -> TransferPort {
        let port = try TransferPort(address)
        do throws(SocketError) {
            try port.start { [receive, unowned port] in receive($0, port) }
        } catch {
            port.close()
            throw error
        }
        ports.append(port)
        return port
    }
}
