import NetIO
import NetTypes
import Synchronization

/// The interfaces that clients may come through, with their present addresses.
final class ServedInterfaces: Sendable {
    /// How often addresses that are not known make it look at the interfaces again, at most.
    private static let lookInterval: Duration = .seconds(1)

    private let names: Set<String>
    private let interfaces: Mutex<[NetworkInterface]>
    /// Held while the interfaces are looked up: a second loop waits for what the first one finds.
    private let nextLook = Mutex(Instant(nanoseconds: 0))
    private let lookup: NeighbourLookup

    init(_ interfaces: [NetworkInterface]) throws(SocketError) {
        lookup = try NeighbourLookup()
        names = Set(interfaces.map(\.name))
        self.interfaces = Mutex(interfaces)
    }

    /// The longest packet of the interface with this index.
    func mtu(_ index: Int32) -> Int {
        interfaces.withLock { $0.first { $0.index == index }?.mtu } ?? 1500
    }

    /// Who has this address on a network of a served interface, by the kernel's present knowledge.
    func neighbour(_ address: IPv4Address) -> MACAddress? {
        let near = interfaces.withLock { $0.filter { $0.addresses.contains { $0.contains(address) } } }
        return near.lazy.compactMap { self.lookup.mac(of: address, on: $0.name) }.first
    }

    /// Has the kernel ask who has this address; false when no served interface's network has it.
    func inquire(_ address: IPv4Address) -> Bool {
        let isNear = interfaces.withLock {
            $0.contains { $0.addresses.contains { $0.contains(address) && $0.address != address } }
        }
        if isNear { lookup.inquire(address) }
        return isNear
    }

    /// Whether this is a local address of a served interface, or of the host's loopback.
    ///
    /// An address that is not known yet may be new, so the interfaces are looked up again.
    func serves(_ localAddress: IPv4Address) -> Bool {
        if localAddress.isLoopback { return true }
        if contains(localAddress) { return true }
        refresh()
        return contains(localAddress)
    }

    /// Every address of the served interfaces.
    var addresses: Set<IPv4Address> {
        interfaces.withLock { Set($0.flatMap { $0.addresses.map(\.address) }) }
    }

    /// The address to answer a datagram from, and the one that its answer names.
    ///
    /// The one it was sent to; for a broadcast the one in the subnet of the client's `lease`, where that is known,
    /// else the one the kernel would choose, unless that is a link-local one.
    func answerAddress(to datagram: Datagram, lease: IPv4Address?) -> IPv4Address {
        let kernelChoice = datagram.localAddress
        guard datagram.destination == .broadcast, lease != nil || kernelChoice.isLinkLocal else {
            return kernelChoice
        }
        let interface = interfaces.withLock { $0.first { $0.index == datagram.interfaceIndex } }
        let near = lease.flatMap { lease in interface?.addresses.first { $0.contains(lease) }?.address }
        return near ?? (kernelChoice.isLinkLocal ? interface?.primaryAddress?.address : nil) ?? kernelChoice
    }

    /// Looks the interfaces up again, but not all the time: strangers can cause this.
    private func refresh() {
        nextLook.withLock { next in
            let now = MonotonicClock.now()
            guard now >= next else { return }
            next = now + Self.lookInterval
            // What was known stays where the kernel does not tell.
            if let present = try? NetworkInterface.all() { update(present) }
        }
    }

    /// Takes over what the interfaces are now.
    func update(_ present: [String: NetworkInterface]) {
        let current = present.values.filter { names.contains($0.name) }
        interfaces.withLock { $0 = current }
    }

    private func contains(_ address: IPv4Address) -> Bool {
        interfaces.withLock { $0.contains { $0.addresses.contains { $0.address == address } } }
    }
}
