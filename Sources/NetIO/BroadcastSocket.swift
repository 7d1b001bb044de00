import CNetShim
import Glibc

/// Puts broadcasts of a UDP port on their links as frames.
///
/// A UDP socket asks for a route for each and hands this host a copy of it, which nobody here waits for (what that costs is
/// in docs/performance.md).
@NetLoop
final class BroadcastSocket {
    private let descriptor: Int32
    private let port: UInt16

    /// Nil without CAP_NET_RAW: the UDP socket can do the same.
    init?(from port: UInt16) {
        descriptor = netshim_broadcast_open()
        guard descriptor >= 0 else { return nil }
        self.port = port
    }

    /// Sends the broadcasts that come first, pieces of `octets`, and says how many the kernel took.
    func send(_ octets: [UInt8], _ datagrams: UnsafeBufferPointer<netshim_outgoing>) -> Int {
        let outcome = nonBlocking {
            netshim_broadcast_all(descriptor, octets, datagrams.baseAddress, UInt32(datagrams.count), port)
        }
        // What a link does not take this way, such as one with longer addresses, is left to the UDP socket.
        guard case .done(let count) = outcome else { return 0 }
        return Int(count)
    }

    func close() { Glibc.close(descriptor) }
}
