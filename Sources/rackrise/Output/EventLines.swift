import BootModel
import Foundation
import NetTypes

/// Events of many machines, as a log with one line for each.
struct EventLines {
    private let clock: ClockText

    /// Shows times in this zone.
    init(timeZone: TimeZone = .current) { clock = ClockText(timeZone: timeZone) }

    /// One event: time, machine, stage, outcome, amount and detail.
    func line(_ event: BootEvent) -> String {
        let machine = event.node ?? event.mac?.description ?? event.address?.description ?? "-"
        let amount = Timeline.amount(event)
        let words = [
            clock.text(event.time), machine, event.stage.rawValue, event.outcome.rawValue,
            amount.isEmpty ? nil : "(\(amount))", event.detail,
        ]
        return TerminalText.printable(words.compactMap { $0 }.joined(separator: "  "))
    }
}
