import NetIO
import NetTypes

/// Brings together where the loops hear machines.
@NetLoop
final class MachineAddresses {
    private var history = AddressHistory()

    nonisolated init() {}

    /// Notes an address on the network loop itself; only addresses that a host can have.
    func note(_ mac: MACAddress, at address: IPv4Address, isSignOfLife: Bool = true) {
        guard address.isUnicast else { return }
        history.note(mac, at: address, time: MonotonicClock.now(), isSignOfLife: isSignOfLife)
    }

    /// Notes that a machine was heard which has no address yet.
    func noteSign(of mac: MACAddress) { history.noteSign(of: mac, time: MonotonicClock.now()) }

    /// When any of these network cards was heard last.
    func lastSign(of macs: [MACAddress]) -> Instant? { history.lastSign(of: macs) }

    /// Notes an address from another loop.
    nonisolated func post(_ mac: MACAddress, at address: IPv4Address) {
        NetLoop.executor.perform { NetLoop.assumeIsolated { self.note(mac, at: address) } }
    }

    /// Where any of these network cards was heard, newest first.
    func sightings(of macs: [MACAddress]) -> [MachineSighting] { history.sightings(of: macs) }
}
