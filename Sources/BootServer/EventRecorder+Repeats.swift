import BootModel
import NetTypes

extension EventRecorder.Batch {
    /// How many equal steps of one machine a batch keeps.
    public static let repeatsKept = 2

    /// Equal but for the time they took.
    private struct Kind: Hashable {
        var mac: MACAddress?
        var address: IPv4Address?
        var stage: BootStage
        var outcome: BootEvent.Outcome
        var detail: String

        init(_ event: BootEvent) {
            mac = event.mac
            address = event.address
            stage = event.stage
            outcome = event.outcome
            detail = event.detail
        }
    }

    /// Replaces what one machine does over and over, beyond `repeatsKept` times, by a count in the last event kept.
    ///
    /// A boot takes a step twice at most within a tenth of a second, by HEAD and GET. A machine in a loop does so thousands of
    /// times, and would push the timelines of all others out of the database.
    public mutating func foldRepeats() {
        guard events.count > Self.repeatsKept else { return }
        var seen: [Kind: (count: Int, last: Int)] = [:]
        var kept: [BootEvent] = []
        for event in events {
            let kind = Kind(event)
            let count = (seen[kind]?.count ?? 0) + 1
            if count <= Self.repeatsKept { kept.append(event) }
            seen[kind] = (count, count <= Self.repeatsKept ? kept.count - 1 : seen[kind]?.last ?? 0)
        }
        for (count, last) in seen.values where count > Self.repeatsKept {
            let more = count - Self.repeatsKept
            kept[last].detail += more == 1 ? " (and once more)" : " (and \(more) times more)"
        }
        events = kept
    }
}
