public import DHCP
public import NetTypes

extension Machine {
    /// What the network brought.
    public enum Input: Sendable {
        /// A DHCP message with the machine's transaction.
        case reply(DHCPMessage)
        /// A datagram on the port of its TFTP transfer.
        case packet([UInt8], from: IPv4Endpoint)
        /// The connection is open.
        case connected
        /// Octets on the connection.
        case octets([UInt8])
        /// So many octets of a file that nobody looks at.
        case discarded(Int)
        /// The connection is gone, or could not be opened.
        case disconnected
    }

    /// An effect for the driver to execute.
    public enum Action: Hashable, Sendable {
        /// Send to everybody's port 67.
        case broadcast([UInt8])
        /// Send to a server's port 4011.
        case ask(IPv4Address, [UInt8])
        /// Take a free UDP port for a TFTP transfer.
        case openTransfer
        /// Send from that port.
        case transfer([UInt8], to: IPv4Endpoint)
        /// Open a TCP connection.
        case connect(to: IPv4Endpoint)
        /// Send on the connection.
        case send([UInt8])
        /// Give up the transfer's port or the connection, whichever is open.
        case close
        /// Content of the present download, for a digest.
        case content(ArraySlice<UInt8>)
        /// A stage is passed.
        case passed(Passage)
        /// The machine has all it needs; nothing follows.
        case finished(Ending)
        /// The machine is stuck; nothing follows.
        case failed(Stage, reason: String)
    }

    /// How a boot ended.
    public enum Ending: Hashable, Sendable {
        /// It starts a kernel.
        case image
        /// It goes on with its own disk.
        case localDisk
        /// It shows why it is not booted.
        case explained(String)
    }
}

extension Machine.Ending: CustomStringConvertible {
    /// What happened, such as "went on with its own disk".
    public var description: String {
        switch self {
        case .image: "started an image"
        case .localDisk: "went on with its own disk"
        case .explained(let text): "showed why it is not booted (\(text))"
        }
    }
}
