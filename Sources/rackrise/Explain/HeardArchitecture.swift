import BootModel
import BootPolicy
import NetTypes
import Store

/// What a machine's firmware was when it was last heard, read from its timeline or from its sighting.
enum HeardArchitecture {
    /// How many of a machine's latest events are looked at: some boots' worth.
    private static let eventCount = 200
    /// The types of option 93 that are known.
    private static let types = (0...41 as ClosedRange<UInt16>).map(ClientArchitecture.init)

    /// The architecture type of a machine; nil when it was not heard.
    static func last(of mac: MACAddress, in database: Database) throws -> UInt16? {
        let offers = try database.events(.mac(mac), limit: eventCount).map(\.event)
            .filter { $0.stage == .offer && $0.outcome == .done }
        // A chained iPXE says less than the firmware that loaded it.
        let heard = offers.reversed().compactMap { type(in: $0.detail, orIPXE: false) }.first
        if let heard { return heard }
        let sighting = try database.sightings().first { $0.mac == mac }
        return sighting.flatMap { type(in: $0.firmware + " ", orIPXE: true) }
    }

    /// The first type whose firmware a text begins with.
    private static func type(in text: String, orIPXE: Bool) -> UInt16? {
        types.first { type in
            let kinds: [Firmware.Kind] = [type.bootsOverHTTP ? .httpBoot : .pxe] + (orIPXE ? [.ipxe] : [])
            return kinds.contains { text.hasPrefix("\(Firmware(kind: $0, client: type)) ") }
        }?.rawValue
    }
}
