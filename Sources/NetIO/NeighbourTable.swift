import CNetShim
import Glibc
public import NetTypes

/// The kernel's IPv4 neighbour table, followed in memory over rtnetlink: which hardware address an IPv4 address has.
@NetLoop
public final class NeighbourTable {
    /// Most entries kept; the kernel's own limit (`gc_thresh3`) is lower by default.
    public static let capacity = 65_536

    private let descriptor: Int32
    private var isCancelled = false
    private var entries: [IPv4Address: MACAddress] = [:]
    private var buffer = [netshim_neighbour](repeating: netshim_neighbour(), count: 256)
    private let changed: @NetLoop (IPv4Address, MACAddress?) -> Void

    /// Starts following; `changed` hears of every address that appears, moves or goes.
    public init(changed: @escaping @NetLoop (IPv4Address, MACAddress?) -> Void) throws(SocketError) {
        self.changed = changed
        descriptor = try check("follow the neighbour table", netshim_neighbours_open())
        try NetLoop.watch(descriptor) { [self] _ in drain() }
    }

    /// Stops for good.
    public func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        NetLoop.close(descriptor)
    }

    private func drain() {
        for _ in 0..<UDPSocket.Limits.batchesPerWake {
            switch nonBlocking({ netshim_neighbours_read(descriptor, &buffer, UInt32(buffer.count)) }) {
            case .done(let count): buffer.prefix(Int(count)).forEach(apply)
            case .wouldBlock: return
            case .failed:
                // ENOBUFS: changes were lost, so ask for the whole table.
                netshim_neighbours_request(descriptor)
                return
            }
        }
    }

    private func apply(_ entry: netshim_neighbour) {
        let address = IPv4Address(rawValue: entry.address)
        let hardware = entry.hardware
        let octets = [hardware.0, hardware.1, hardware.2, hardware.3, hardware.4, hardware.5]
        let mac = entry.present == 1 ? MACAddress(octets: octets) : nil
        let known = entries[address]
        guard known != mac, known != nil || entries.count < Self.capacity else { return }
        entries[address] = mac
        changed(address, mac)
    }
}
