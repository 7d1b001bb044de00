import Glibc
import NetTypes

/// Sends IPv4 packets with a header of our own making, so from a port that another program has; the kernel routes them.
@NetLoop
final class RawSocket {
    private let descriptor: Int32

    init() throws(SocketError) {
        descriptor = try check(
            "open a raw IPv4 socket",
            socket(
                AF_INET, Int32(SOCK_RAW.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
                Int32(IPPROTO_RAW)))
    }

    /// Sends one packet and says whether the kernel took it.
    func send(_ packet: UDPPacket) -> Bool {
        guard let octets = packet.encoded() else { return false }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = packet.destination.address.rawValue.bigEndian
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                nonBlocking {
                    sendto(
                        descriptor, octets, octets.count, 0, address,
                        socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        if case .done = outcome { return true }
        return false
    }

    func close() { Glibc.close(descriptor) }
}
