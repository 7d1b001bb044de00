import CNetShim
import Glibc
public import NetTypes

/// Asks the kernel for one neighbour at this moment, where what `NeighbourTable` hears may still be on its way.
///
/// A machine's first packet and the news of its address come through different sockets, in either order.
public final class NeighbourLookup: Sendable {
    private let descriptor: Int32

    /// Opens the socket that carries the question.
    public init() throws(SocketError) {
        descriptor = try check("open a UDP socket", SocketOption.open(SOCK_DGRAM))
    }

    deinit { close(descriptor) }

    /// The Ethernet address of a neighbour on an interface, nil when the kernel does not know it; never waits.
    public func mac(of address: IPv4Address, on device: String) -> MACAddress? {
        var hardware = [UInt8](repeating: 0, count: 6)
        guard netshim_neighbour_find(descriptor, device, address.rawValue, &hardware) == 1 else { return nil }
        return MACAddress(octets: hardware)
    }

    /// The port whose service throws all away (RFC 863).
    private static let discardPort: UInt16 = 9

    /// Has the kernel ask who has an address of a network of this host; `NeighbourTable` hears of the answer.
    ///
    /// It asks only for the sake of a packet: an empty one to a port where nobody answers.
    public func inquire(_ address: IPv4Address) {
        // What does not leave is asked for again when the machine repeats itself.
        _ = netshim_send(descriptor, [], 0, address.rawValue, Self.discardPort, 0, 0)
    }
}
