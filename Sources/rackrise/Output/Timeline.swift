import BootModel
import Foundation
import NetTypes

/// A machine's events in order, with the time between them.
struct Timeline {
    /// The events, oldest first.
    var events: [BootEvent]
    /// The zone of the times.
    var timeZone = TimeZone.current

    /// The events under a header; the third column is the time since the event before.
    ///
    /// None when there is no event.
    var lines: [String] {
        guard !events.isEmpty else { return [] }
        let clock = ClockText(timeZone: timeZone)
        var previous: WallClock?
        let rows = events.map { event in
            let step =
                previous.map { "+" + Elapsed.text(milliseconds: event.time.milliseconds - $0.milliseconds) }
                ?? ""
            previous = event.time
            return [
                clock.text(event.time), step, event.stage.rawValue, event.outcome.rawValue,
                Self.amount(event), event.detail,
            ]
        }
        return Table(["TIME", "AFTER", "STAGE", "OUTCOME", "SENT", "DETAIL"], rows: rows).lines
    }

    /// What was sent, and how fast where that is known.
    static func amount(_ event: BootEvent) -> String {
        guard let bytes = event.bytes else { return "" }
        guard let milliseconds = event.milliseconds else { return ByteCount.text(bytes) }
        return "\(ByteCount.text(bytes)) in \(Elapsed.text(milliseconds: Int64(clamping: milliseconds)))"
    }

    /// What to check when nothing was heard of a node, in the order of what is most often wrong.
    static func advice(for node: Node) -> String {
        let macs = node.macs.map(\.description).joined(separator: ", ")
        return """
            No packet of node \(node.name) was heard from \(macs). Check first:
              1. the daemon runs on the machine's network: systemctl status rackrise, rackrise config check
              2. the machine asks for a network boot: firmware boot order, the right card, a link light
              3. it asks from these addresses: rackrise node list --unknown shows other ones that were heard
              4. its packets arrive: the VLAN of the switch port, spanning tree (portfast), or a DHCP relay
            """
    }
}
