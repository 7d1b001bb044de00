import BootModel
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

    @Test func `a node's events are its timeline`() throws {
        try boot()
        let timeline = """
            TIME                     AFTER        STAGE        OUTCOME  SENT                DETAIL
            2027-01-15 08:00:00.000               offer        done                         UEFI x64 PXE: snponly.efi
            2027-01-15 08:00:00.412  +0.412 s     chainloader  done     250 KiB in 0.180 s  snponly.efi
            2027-01-15 08:00:12.412  +12.0 s      script       refused                      held\\u{9b}31m
            2027-01-15 08:04:20.000  +4 min 07 s  kernel       failed   1.4 MiB             the machine went away

            """
        #expect(try rack.run("events", "n1") == .done(timeline))
        #expect(try rack.run("events", "52-54-00-00-00-01") == .done(timeline))
        #expect(try rack.run("events", "n1", "--limit", "1").out.contains("chainloader") == false)
    }

    @Test func `everybody's events are a log`() throws {
        try boot()
        let log = try rack.run("events")
        #expect(log.out.split(separator: "\n").count == 4)
        #expect(
            log.out.hasPrefix(
                """
                2027-01-15 08:00:00.000  n1  offer  done  UEFI x64 PXE: snponly.efi
                2027-01-15 08:00:00.412  n1  chainloader  done  (250 KiB in 0.180 s)  snponly.efi

                """))
    }

    @Test func `an event's record has stable keys`() throws {
        try boot()
        let record: JSONValue = [
            "time": "2027-01-15T08:04:20.000Z", "mac": "52:54:00:00:00:01", "node": "n1", "stage": "kernel",
            "outcome": "failed", "detail": "the machine went away", "address": "10.0.0.9", "bytes": 1_500_000,
            "milliseconds": nil,
        ]
        #expect(try rack.run("events", "n1", "--limit", "1", "--json").json() == [record])
        #expect(try rack.run("events", "--limit", "0", "--json").json() == [])
    }

    @Test func `an empty timeline says what to check`() throws {
        let result = try rack.run("events", "n1")
        #expect(result.status == 0)
        #expect(result.out.hasPrefix("No packet of node n1 was heard from 52:54:00:00:00:01. Check first:\n"))
        #expect(try rack.run("events", "n2") == .refused(#"there is no node "n2"; did you mean n1?"#))
        #expect(try rack.run("events", "n1", "--json").json() == [])
    }

    @Test func `what was never heard is no proof that nobody listens`() throws {
        let silent = "52:54:00:00:00:09"
        #expect(
            try rack.run("events", silent)
                == .done("no event of \(silent) is recorded; no rackrise serve runs on \(rack.state)\n"))
        try StateLock.take(rack.state)
        #expect(try rack.run("events", silent) == .done("no event of \(silent) is recorded\n"))
        #expect(try rack.run("events") == .done("no event is recorded\n"))
        #expect(try rack.run("events", "--limit", "0") == .done(""))
    }

    @Test func `an operator's deeds are on the timeline, which goes with a new name`() throws {
        try boot()
        let words = ["node", "hold", "n1", "--state", rack.state, "--config", "/dev/null"]
        let by = ["SUDO_USER": "alice\u{7}", "USER": "root"]
        #expect(try Rack.run(words, environment: by).status == 0)
        #expect(try rack.run("node", "set", "n1", "--name", "n9").status == 0)
        let lines = try rack.run("events", "n9").out.split(separator: "\n")
        #expect(lines.count == 7 && lines[1].hasSuffix("UEFI x64 PXE: snponly.efi"))
        #expect(lines[5].contains("operator") && lines[5].hasSuffix("  held by alice\\u{7}"))
        #expect(lines[6].hasSuffix("  renamed from n1"))
        #expect(try rack.run("node", "remove", "n9").status == 0)
        #expect(try rack.run("events", "n9").out.hasSuffix("  taken off the whitelist\n"))
    }

    @Test func `a node of which only deeds are recorded was not heard`() throws {
        #expect(try rack.run("node", "hold", "n1").status == 0)
        let told = try rack.run("events", "n1").out
        #expect(told.contains("held\nNo packet of node n1 was heard from 52:54:00:00:00:01. Check first:\n"))
    }

    @Test func `events outlive their node, and an unknown machine has events`() throws {
        try boot()
        try rack.database().removeNodes(["n1"])
        #expect(try rack.run("events", "n1").out.contains("snponly.efi"))
        #expect(try rack.run("events", mac.description).out.contains("snponly.efi"))
    }

    @Test(.timeLimit(.minutes(1))) func `following prints what comes`() throws {
        try boot()
        let (process, out, _) = try Rack.start([
            "events", "n1", "--follow", "--json", "--limit", "1", "--state", rack.state, "--config",
            "/dev/null",
        ])
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        let first = String(decoding: out.fileHandleForReading.availableData, as: UTF8.self)
        #expect(first.contains("\"stage\":\"kernel\"") && first.hasSuffix("\n"))
        try rack.database().record(events: [event(300_000, .initrd, .done, "late")])
        let second = String(decoding: out.fileHandleForReading.availableData, as: UTF8.self)
        #expect(second.contains("\"detail\":\"late\"") && second.split(separator: "\n").count == 1)
    }
}
