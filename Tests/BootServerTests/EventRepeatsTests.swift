import BootModel
import BootServer
import NetTypes
import Testing

struct EventRepeatsTests {
    private func event(_ mac: UInt64, _ detail: String, at time: Int64) -> BootEvent {
        BootEvent(
            time: WallClock(milliseconds: time), mac: MACAddress(rawValue: mac), node: "n", stage: .script,
            outcome: .done, detail: detail, bytes: UInt64(time))
    }

    @Test func `what one machine does over and over is counted, and nothing of the others is lost`() {
        let kept = EventRecorder.Batch.repeatsKept
        var batch = EventRecorder.Batch()
        for time in 0..<Int64(kept + 5) {
            batch.events.append(event(1, "menu", at: time))
            if time < 3 { batch.events.append(event(2, "menu", at: time)) }
            if time < 2 { batch.events.append(event(3, "menu", at: time)) }
        }
        batch.events.append(event(1, "boots", at: 100))
        batch.foldRepeats()
        #expect(batch.events.filter { $0.mac?.rawValue == 1 }.count == kept + 1)
        #expect(
            batch.events.filter { $0.mac?.rawValue == 2 }.map(\.detail) == ["menu", "menu (and once more)"])
        #expect(batch.events.filter { $0.mac?.rawValue == 3 }.map(\.detail) == ["menu", "menu"])
        #expect(batch.events.last == event(1, "boots", at: 100))
        #expect(
            batch.events.filter { $0.mac?.rawValue == 1 && $0.detail != "menu" }.map(\.detail) == [
                "menu (and 5 times more)", "boots",
            ])
        #expect(batch.events.map(\.time) == batch.events.map(\.time).sorted())
    }

    @Test func `as many as are kept stay as they are`() {
        var batch = EventRecorder.Batch()
        batch.events = (0..<EventRecorder.Batch.repeatsKept).map { event(1, "menu", at: Int64($0)) }
        let before = batch.events
        batch.foldRepeats()
        #expect(batch.events == before)
    }
}
