import NetTypes

/// The addresses that machines were heard from, newest first.
///
/// They are candidates: whoever uses one must prove that the machine behind it is the right one.
struct AddressHistory: Sendable {
    /// Most machines remembered; at the bound the half that was heard least recently is forgotten.
    static let capacity = 32_768
    /// Most addresses of one machine.
    static let addressesPerMachine = 4

    private struct Sighting {
        var address: IPv4Address
        var time: Instant
        /// When a packet of the machine's own told it; nil when only a table remembers the address.
        var heardAt: Instant?
    }

    /// Newest first, never empty.
    private var sightings: [MACAddress: [Sighting]] = [:]
    /// When machines were heard that told no address.
    private var signs: [MACAddress: Instant] = [:]

    /// How many machines are remembered.
    var count: Int { sightings.count }

    /// Notes that a machine was heard from an address.
    ///
    /// - Parameter isSignOfLife: Whether a packet of its own told it, now.
    mutating func note(
        _ mac: MACAddress, at address: IPv4Address, time: Instant, isSignOfLife: Bool = true
    ) {
        if sightings.count >= Self.capacity, sightings[mac] == nil { forgetOlderHalf() }
        var known = sightings.removeValue(forKey: mac) ?? []
        let heardBefore = known.first { $0.address == address }?.heardAt
        known.removeAll { $0.address == address }
        known.insert(
            Sighting(address: address, time: time, heardAt: isSignOfLife ? time : heardBefore), at: 0)
        if known.count > Self.addressesPerMachine { known.removeLast() }
        sightings[mac] = known
    }

    /// Notes that a machine was heard, without an address of its own, as when it asks for one.
    mutating func noteSign(of mac: MACAddress, time: Instant) {
        if signs.count >= Self.capacity, signs[mac] == nil {
            let median = signs.values.sorted()[signs.count / 2]
            signs = signs.filter { $0.value > median }
        }
        signs[mac] = time
    }

    /// When any of these network cards was heard last, with an address or without.
    func lastSign(of macs: [MACAddress]) -> Instant? {
        let heard = macs.flatMap { mac in (sightings[mac] ?? []).compactMap(\.heardAt) }
        return (heard + macs.compactMap { signs[$0] }).max()
    }

    /// Where any of these network cards was heard, newest first.
    func sightings(of macs: [MACAddress]) -> [MachineSighting] {
        macs.flatMap { mac in (sightings[mac] ?? []).map { (mac, $0) } }.sorted { $0.1.time > $1.1.time }
            .map { MachineSighting(mac: $0, address: $1.address, heardAt: $1.heardAt) }
    }

    private mutating func forgetOlderHalf() {
        let times = sightings.values.compactMap(\.first?.time).sorted()
        let median = times[times.count / 2]
        sightings = sightings.filter { ($0.value.first?.time ?? median) > median }
    }
}
