import BootModel
import Commands
import Foundation
import NetTypes
import Store
import Testing

@Suite struct EventsCommandTests {
    private let rack: Rack
    private let mac = MACAddress(rawValue: 0x5254_0000_0001)

    init() throws {
        rack = try Rack()
        try rack.database().addNode(Node(name: "n1", macs: [mac], profile: "worker"))
    }

    private func event(
        _ milliseconds: Int64, _ stage: BootStage, _ outcome: BootEvent.Outcome, _ detail: String,
        node: String? = "n1",
        bytes: UInt64? = nil, took: UInt64? = nil
    ) -> BootEvent {
        BootEvent(
            time: WallClock(milliseconds: 1_800_000_000_000 + milliseconds), mac: mac, node: node,
            stage: stage,
            outcome: outcome, detail: detail, address: IPv4Address(10, 0, 0, 9), bytes: bytes,
            milliseconds: took)
    }

    private func boot() throws {
        try rack.database().record(events: [
            event(0, .offer, .done, "UEFI x64 PXE: snponly.efi"),
            event(412, .chainloader, .done, "snponly.efi", bytes: 256_000, took: 180),
            event(12_412, .script, .refused, "held\u{9B}31m"),
            event(260_000, .kernel, .failed, "the machine went away", bytes: 1_500_000),
        ])
    }

    @Test func `a node's events are its timeline`() async throws {
        try boot()
        let timeline = """
            TIME                     AFTER        STAGE        OUTCOME  SENT                DETAIL
            2027-01-15 08:00:00.000               offer        done                         UEFI x64 PXE: snponly.efi
            2027-01-15 08:00:00.412  +0.412 s     chainloader  done     250 KiB in 0.180 s  snponly.efi
            2027-01-15 08:00:12.412  +12.0 s      script       refused                      held\\u{9b}31m
            2027-01-15 08:04:20.000  +4 min 07 s  kernel       failed   1.4 MiB             the machine went away

            """
        #expect(try await rack.run("events", "n1") == .done(timeline))
        #expect(try await rack.run("events", "52-54-00-00-00-01") == .done(timeline))
        #expect(try await rack.run("events", "n1", "--limit", "1").out.contains("chainloader") == false)
    }

    @Test func `everybody's events are a log`() async throws {
        try boot()
        let log = try await rack.run("events")
        #expect(log.out.split(separator: "\n").count == 4)
        #expect(
            log.out.hasPrefix(
                """
                2027-01-15 08:00:00.000  n1  offer  done  UEFI x64 PXE: snponly.efi
                2027-01-15 08:00:00.412  n1  chainloader  done  (250 KiB in 0.180 s)  snponly.efi

                """))
    }

    @Test func `an event's record has stable keys`() async throws {
        try boot()
        let record: JSONValue = [
            "time": "2027-01-15T08:04:20.000Z", "mac": "52:54:00:00:00:01", "node": "n1", "stage": "kernel",
            "outcome": "failed", "detail": "the machine went away", "address": "10.0.0.9", "bytes": 1_500_000,
            "milliseconds": nil,
        ]
        #expect(try await rack.run("events", "n1", "--limit", "1", "--json").json() == [record])
        #expect(try await rack.run("events", "--limit", "0", "--json").json() == [])
    }

    @Test func `an empty timeline says what to check`() async throws {
        let result = try await rack.run("events", "n1")
        #expect(result.status == 0)
        #expect(result.out.hasPrefix("No packet of node n1 was heard from 52:54:00:00:00:01. Check first:\n"))
        #expect(try await rack.run("events", "n2") == .refused(#"there is no node "n2"; did you mean n1?"#))
        #expect(try await rack.run("events", "n1", "--json").json() == [])
    }

    @Test func `what was never heard is no proof that nobody listens`() async throws {
        let silent = "52:54:00:00:00:09"
        #expect(
            try await rack.run("events", silent)
                == .done("no event of \(silent) is recorded; no rackrise serve runs on \(rack.state)\n"))
        try StateLock.take(rack.state)
        #expect(try await rack.run("events", silent) == .done("no event of \(silent) is recorded\n"))
        #expect(try await rack.run("events") == .done("no event is recorded\n"))
        #expect(try await rack.run("events", "--limit", "0") == .done(""))
    }

    @Test func `an operator's deeds are on the timeline, which goes with a new name`() async throws {
        try boot()
        let words = ["node", "hold", "n1", "--state", rack.state, "--config", "/dev/null"]
        let by = ["SUDO_USER": "alice\u{7}", "USER": "root"]
        #expect(try await Rack.run(words, environment: by).status == 0)
        #expect(try await rack.run("node", "set", "n1", "--name", "n9").status == 0)
        let lines = try await rack.run("events", "n9").out.split(separator: "\n")
        #expect(lines.count == 7 && lines[1].hasSuffix("UEFI x64 PXE: snponly.efi"))
        #expect(lines[5].contains("operator") && lines[5].hasSuffix("  held by alice\\u{7}"))
        #expect(lines[6].hasSuffix("  renamed from n1"))
        #expect(try await rack.run("node", "remove", "n9").status == 0)
        #expect(try await rack.run("events", "n9").out.hasSuffix("  taken off the whitelist\n"))
    }

    @Test func `a node of which only deeds are recorded was not heard`() async throws {
        #expect(try await rack.run("node", "hold", "n1").status == 0)
        let told = try await rack.run("events", "n1").out
        #expect(told.contains("held\nNo packet of node n1 was heard from 52:54:00:00:00:01. Check first:\n"))
    }

    @Test func `events outlive their node, and an unknown machine has events`() async throws {
        try boot()
        try rack.database().removeNodes(["n1"])
        #expect(try await rack.run("events", "n1").out.contains("snponly.efi"))
        #expect(try await rack.run("events", mac.description).out.contains("snponly.efi"))
    }

    @Test func `following prints what comes`() async throws {
        try boot()
        let following = try rack.start("events", "n1", "--follow", "--json", "--limit", "1")
        let first = try await following.output { $0.hasSuffix("\n") }
        #expect(first.contains("\"stage\":\"kernel\"") && first.split(separator: "\n").count == 1)
        try rack.database().record(events: [event(300_000, .initrd, .done, "late")])
        let all = try await following.output { $0.hasSuffix("\n") && $0 != first }
        #expect(all.contains("\"detail\":\"late\"") && all.split(separator: "\n").count == 2)
    }
}
