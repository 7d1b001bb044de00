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
        let kept = EventRecorder.repeatsKept
        let recorder = EventRecorder()
        for time in 0..<Int64(kept + 5) {
            recorder.record(BootStep(event(1, "menu", at: time)))
            if time < 3 { recorder.record(BootStep(event(2, "menu", at: time))) }
            if time < 2 { recorder.record(BootStep(event(3, "menu", at: time))) }
        }
        recorder.record(BootStep(event(1, "boots", at: 100)))
        let events = recorder.take().events
        #expect(events.filter { $0.mac?.rawValue == 1 }.count == kept + 1)
        #expect(events.filter { $0.mac?.rawValue == 2 }.map(\.detail) == ["menu", "menu (and once more)"])
        #expect(events.filter { $0.mac?.rawValue == 3 }.map(\.detail) == ["menu", "menu"])
        #expect(events.last == event(1, "boots", at: 100))
        #expect(
            events.filter { $0.mac?.rawValue == 1 && $0.detail != "menu" }.map(\.detail) == [
                "menu (and 5 times more)", "boots",
            ])
        #expect(events.map(\.time) == events.map(\.time).sorted())
    }

    @Test func `as many as are kept stay as they are, and each batch counts anew`() {
        let recorder = EventRecorder()
        let events = (0..<EventRecorder.repeatsKept).map { event(1, "menu", at: Int64($0)) }
        for _ in 0..<2 {
            events.forEach { recorder.record(BootStep($0)) }
            #expect(recorder.take().events == events)
        }
    }

    @Test func `repeats take no room, and what finds none is counted`() {
        let recorder = EventRecorder()
        for machine in 0..<UInt64(EventRecorder.capacity) {
            recorder.record(BootStep(event(machine, "menu", at: 0)))
        }
        recorder.record(BootStep(event(1 << 40, "menu", at: 0)))
        #expect(recorder.droppedCount == 1)
        #expect(recorder.take().events.count == EventRecorder.capacity)
        let many = EventRecorder.capacity * 2
        for time in 0..<Int64(many) { recorder.record(BootStep(event(1, "menu", at: time))) }
        #expect(recorder.droppedCount == 1)
        #expect(recorder.take().events.last?.detail == "menu (and \(many - 2) times more)")
        #expect(recorder.take().isEmpty)
    }
}
