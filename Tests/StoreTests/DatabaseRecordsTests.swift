import BootModel
import NetTypes
import Testing

@testable import Store

struct DatabaseRecordsTests {
    private static func event(_ number: UInt64, at time: Int64 = 0) -> BootEvent {
        BootEvent(
            time: WallClock(milliseconds: time), mac: .fixture(number), node: "n\(number)", stage: .offer,
            outcome: .done, detail: "event")
    }

    private static func sighting(_ mac: MACAddress, at time: Int64, count: Int64 = 1) -> Sighting {
        Sighting(
            mac: mac, firstSeen: WallClock(milliseconds: time), lastSeen: WallClock(milliseconds: time),
            count: count, firmware: "UEFI x64 PXE", reason: "not on the whitelist")
    }

    @Test(arguments: BootStage.allCases, BootEvent.Outcome.allCases)
    func `an event of every stage and outcome comes back whole`(stage: BootStage, outcome: BootEvent.Outcome)
        throws
    {
        let fixture = try Fixture()
        let whole = BootEvent(
            time: WallClock(milliseconds: 1_700_000_000_123), mac: .fixture(1), node: "n1", stage: stage,
            outcome: outcome, detail: "sent", address: IPv4Address(10, 0, 0, 7), bytes: 400_000_000,
            milliseconds: 1234)
        let bare = BootEvent(
            time: WallClock(milliseconds: 5), mac: nil, node: nil, stage: stage, outcome: outcome, detail: "")
        try fixture.database.record(events: [bare])
        try fixture.database.record(events: [whole])
        #expect(try fixture.database.events(limit: 10).map(\.event) == [whole])
        try fixture.database.record(events: [bare], limits: RecordLimits(eventAge: .seconds(1 << 40)))
        #expect(try fixture.database.events(limit: 10).map(\.event) == [whole, bare])
    }

    @Test func `events are read by node, by address, after a sequence and from the end`() throws {
        let fixture = try Fixture()
        try fixture.database.record(events: [1, 2, 1, 3, 1].map { Self.event($0) })
        let database = fixture.database
        #expect(try database.events(limit: 10).map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(try database.events(limit: 2).map(\.sequence) == [4, 5])
        #expect(try database.events(after: 1, limit: 2).map(\.sequence) == [2, 3])
        #expect(try database.events(after: 5, limit: 2).isEmpty)
        #expect(try database.events(.node("n1"), limit: 2).map(\.sequence) == [3, 5])
        #expect(try database.events(.node("n1"), after: 1, limit: 1).map(\.sequence) == [3])
        #expect(try database.events(.mac(.fixture(2)), limit: 9).map(\.sequence) == [2])
        #expect(try database.events(.mac(.fixture(7)), limit: 9).isEmpty)
    }

    @Test func `the oldest events above the limit are dropped and sequences are not used again`() throws {
        let fixture = try Fixture()
        let limits = RecordLimits(events: 100)
        for batch in 0..<13 {
            let events = (0..<20).map { Self.event(UInt64(batch * 20 + $0)) }
            try fixture.database.record(events: events, limits: limits)
        }
        let kept = try fixture.database.events(limit: 1000)
        #expect(kept.map(\.sequence) == Array(161...260))
        #expect(kept.first?.event.node == "n160")
    }

    @Test func `a node's events are also those of its addresses under another name or none`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let names = ["n1", "former", nil]
        try fixture.database.record(
            events: names.map { name in
                BootEvent(
                    time: WallClock(milliseconds: 1), mac: .fixture(1), node: name, stage: .offer,
                    outcome: .done,
                    detail: "")
            } + [Self.event(2)])
        #expect(try fixture.database.events(.node("n1"), limit: 10).map(\.event.node) == names)
    }

    @Test func `events older than the age are dropped`() throws {
        let fixture = try Fixture()
        let day: Int64 = 86_400_000
        try fixture.database.record(events: [Self.event(1, at: 0), Self.event(2, at: day)])
        try fixture.database.record(events: [Self.event(3, at: 31 * day - 1)])
        #expect(try fixture.database.events(limit: 10).map(\.event.node) == ["n2", "n3"])
    }

    @Test func `a clock that is far ahead for a while does not take the timeline with it`() throws {
        let fixture = try Fixture()
        let day: Int64 = 86_400_000
        try fixture.database.record(events: (1...100).map { Self.event($0, at: Int64($0)) })
        for batch in 0..<3 {
            try fixture.database.record(events: [Self.event(200, at: 400 * day + Int64(batch))])
        }
        // Each of the three has taken the two oldest with it.
        let kept = try fixture.database.events(limit: 1000).map(\.event.mac)
        #expect(kept == (7...100).map { .fixture($0) } + Array(repeating: .fixture(200), count: 3))
    }

    @Test func `sightings of one address add up`() throws {
        let fixture = try Fixture()
        try fixture.database.record(events: [], sightings: [Self.sighting(.fixture(1), at: 50, count: 2)])
        var later = Self.sighting(.fixture(1), at: 90, count: 3)
        later.firmware = "BIOS PXE"
        try fixture.database.record(events: [], sightings: [later, Self.sighting(.fixture(2), at: 60)])
        later.firstSeen = WallClock(milliseconds: 50)
        later.count = 5
        #expect(try fixture.database.sightings() == [later, Self.sighting(.fixture(2), at: 60)])
    }

    @Test func `a sighting of a whitelisted address is left out`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        try fixture.database.record(events: [], sightings: [Self.sighting(.fixture(1), at: 1)])
        #expect(try fixture.database.sightings().isEmpty)
    }

    @Test func `made-up addresses never exceed the bound, and the last heard stay`() throws {
        let fixture = try Fixture()
        var random = SystemRandomNumberGenerator()
        for batch in 0..<10 {
            let made = (0..<1000).map { index in
                Self.sighting(MACAddress(rawValue: random.next()), at: Int64(batch * 1000 + index))
            }
            try fixture.database.record(events: [], sightings: made)
        }
        let kept = try fixture.database.sightings()
        #expect(kept.count == 4096)
        #expect(kept.first?.lastSeen.milliseconds == 9999)
        #expect(kept.last?.lastSeen.milliseconds == 5904)
    }

    @Test func `recording never moves the revision, and trims the change log to its limit`() async throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes((1...40).map { Node.fixture($0) })
        let revision = try fixture.database.inventory().revision
        try fixture.database.record(
            events: [Self.event(1)], sightings: [Self.sighting(.fixture(99), at: 1)],
            limits: RecordLimits(changes: 10))
        #expect(try fixture.database.inventory().revision == revision)
        #expect(
            try await fixture.shell("SELECT count(*), max(revision) FROM change").output == "10|\(revision)")
    }
}
