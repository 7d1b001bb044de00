import CNetShim
import Glibc

/// Tells when a network interface or an address of one appears, changes or goes (rtnetlink(7)).
@NetLoop
public final class LinkWatch {
    private let descriptor: Int32
    private var isCancelled = false
    private let changed: @NetLoop () -> Void

    /// Starts watching; `changed` is called once for all the news that wait.
    public init(changed: @escaping @NetLoop () -> Void) throws(SocketError) {
        self.changed = changed
        descriptor = try check("watch the network interfaces", netshim_links_open())
        try NetLoop.watch(descriptor) { [self] _ in receive() }
    }

    /// Stops for good.
    public func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        NetLoop.close(descriptor)
    }

    /// News that were lost (ENOBUFS) are news too: what there is now is read from the kernel anyway.
    private func receive() {
        for _ in 0..<UDPSocket.Limits.batchesPerWake {
            if case .wouldBlock = nonBlocking({ netshim_links_discard(descriptor) }) { break }
        }
        changed()
    }
}
