import BootModel
import NetTypes

/// A machine that is not on the whitelist, as `--json` shows it.
struct SightingRecord: Encodable {
    /// Its address, lower case with colons.
    let mac: String
    /// When it was heard first, RFC 3339 in UTC.
    let firstSeen: String
    /// When it was heard last, RFC 3339 in UTC.
    let lastSeen: String
    /// How often; repeats within seconds count once.
    let count: Int64
    /// Its firmware in words.
    let firmware: String
    /// Why it got no answer.
    let reason: String

    /// Describes a sighting.
    init(_ sighting: Sighting) {
        let clock = ClockText.utc()
        mac = sighting.mac.description
        firstSeen = clock.text(sighting.firstSeen)
        lastSeen = clock.text(sighting.lastSeen)
        count = sighting.count
        firmware = sighting.firmware
        reason = sighting.reason
    }
}
