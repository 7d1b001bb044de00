import BootModel
import Foundation
import NetTypes
import Store
import Testing

@Suite struct NodeCommandTests {
    private let rack: Rack

    init() throws { rack = try Rack() }

    private func addFirst() async throws {
        let added = try await rack.run(
            "node", "add", "5254.0012.3456", "--mac", "52-54-00-12-34-57", "--name", "rack1-01", "--profile",
            "worker",
            "--also", "control-plane", "--var", "cmdline=console=ttyS0 a=b")
        #expect(
            added
                == .done(
                    "added node rack1-01 (52:54:00:12:34:56, 52:54:00:12:34:57): profile worker, boot netboot, allowed\n"
                ))
    }

    @Test func `a node is added, shown, changed and removed`() async throws {
        try await addFirst()
        #expect(
            try await rack.run("node", "list")
                == .done(
                    """
                    NAME      PROFILE  BOOT     STATE    MAC                                  ALSO
                    rack1-01  worker   netboot  allowed  52:54:00:12:34:56 52:54:00:12:34:57  control-plane

                    """))
        #expect(
            try await rack.run("node", "show", "525400123457")
                == .done(
                    """
                    name         rack1-01
                    macs         52:54:00:12:34:56 52:54:00:12:34:57
                    profile      worker
                    also         control-plane
                    boot         netboot
                    state        allowed
                    local boot   auto
                    loader       ipxe
                    var cmdline  console=ttyS0 a=b

                    """))
        let changed = try await rack.run(
            "node", "set", "rack1-01", "--name", "n1", "--boot", "local", "--var", "cmdline=", "--var",
            "rack=a",
            "--remove-mac", "52:54:00:12:34:57", "--mac", "525400000001", "--remove-also", "control-plane",
            "--local-boot",
            "sanboot")
        #expect(
            changed
                == .done(
                    "changed node n1 (52:54:00:00:00:01, 52:54:00:12:34:56): profile worker, boot local, allowed\n"
                ))
        #expect(
            try rack.database().nodes() == [
                Node(
                    name: "n1",
                    macs: [MACAddress(rawValue: 0x5254_0000_0001), MACAddress(rawValue: 0x5254_0012_3456)],
                    profile: "worker", boot: .local, localBoot: .sanboot, variables: ["rack": "a"])
            ])
        #expect(try await rack.run("node", "remove", "n1") == .done("removed node n1\n"))
        #expect(try await rack.run("node", "list", "--json").json() == [])
    }

    @Test func `a node's record has stable keys`() async throws {
        try await addFirst()
        let record: JSONValue = [
            "name": "rack1-01", "macs": ["52:54:00:12:34:56", "52:54:00:12:34:57"], "profile": "worker",
            "also": ["control-plane"], "boot": "netboot", "state": "allowed", "localBoot": "auto",
            "loader": "ipxe",
            "variables": ["cmdline": "console=ttyS0 a=b"], "install": .null,
        ]
        #expect(try await rack.run("node", "show", "rack1-01", "--json").json() == record)
        #expect(try await rack.run("node", "list", "--json").json() == [record])
    }

    @Test func `removed nodes are reported as they were`() async throws {
        try await addFirst()
        _ = try await rack.run("node", "add", "525400000002", "--name", "n2", "--profile", "worker")
        let records = try await rack.run("node", "list", "--json").json()
        let removed = try await rack.run("node", "remove", "rack1-01", "n2", "525400123457", "--json")
        #expect(removed.status == 0)
        #expect(try removed.json() == records)
        #expect(try rack.database().nodes().isEmpty)
    }

    @Test func `nodes of which one cannot be removed all stay`() async throws {
        try await addFirst()
        _ = try await rack.run("node", "add", "525400000002", "--name", "n2", "--profile", "worker")
        try await rack.sqlite(
            "CREATE TRIGGER keep BEFORE DELETE ON node WHEN OLD.name = 'rack1-01' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        let before = try rack.database().nodes()
        let refused = try await rack.run("node", "remove", "n2", "rack1-01")
        #expect(refused.status != 0 && refused.out.isEmpty)
        #expect(try rack.database().nodes() == before)
    }

    @Test func `hold, ignore and approve take several nodes`() async throws {
        try await addFirst()
        _ = try await rack.run("node", "add", "525400000002", "--name", "n2", "--profile", "worker")
        #expect(
            try await rack.run("node", "hold", "rack1-01", "n2", "n2")
                == .done("node rack1-01 is held\nnode n2 is held\n"))
        #expect(try await rack.run("node", "ignore", "n2") == .done("node n2 is ignored\n"))
        #expect(try await rack.run("node", "hold", "rack1-01", "n3").status == 2)
        #expect(try rack.database().nodes().map(\.state) == [.ignored, .held])
        #expect(try await rack.run("node", "approve", "n2", "525400123456").status == 0)
        #expect(try rack.database().nodes().map(\.state) == [.allowed, .allowed])
    }

    struct Refusal: CustomTestStringConvertible {
        var arguments: [String]
        var message: String
        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String, _ message: String) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.message = message
        }
    }

    @Test(arguments: [
        Refusal("node show rack1-1", #"there is no node "rack1-1"; did you mean rack1-01?"#),
        Refusal("node show zzz", #"there is no node "zzz"; rackrise node list shows all"#),
        Refusal(
            "node show 52:54:00:00:00:09",
            "no node has the MAC 52:54:00:00:00:09; rackrise node add 52:54:00:00:00:09 --name NAME --profile PROFILE adds one"
        ),
        Refusal(
            "node add 525400000001 --name n1 --profile wroker",
            #"there is no profile "wroker"; did you mean worker?"#),
        Refusal(
            "node add 525400000001 --name n1 --profile worker --also db",
            #"there is no profile "db"; rackrise profile import db DIR makes it"#),
        Refusal(
            "node add 525400123456 --name n1 --profile worker",
            #"node "n1": MAC address 52:54:00:12:34:56 already belongs to node "rack1-01"; remove it there first"#
        ),
        Refusal(
            "node add ffffffffffff --name n1 --profile worker",
            #"node "n1": MAC address ff:ff:ff:ff:ff:ff is a group or null address, which no machine has; name the card's own"#
        ),
        Refusal(
            "node show 01:00:5e:00:00:01",
            "01:00:5e:00:00:01 is a group address, which no machine has; name the card's own"),
        Refusal(
            "node add 525400000001 --name retry --profile worker",
            #"name "retry" is a word of `rackrise install`; choose another"#),
        Refusal(
            "node add 525400000001 --name n1 --profile worker --boot install",
            #"node "n1" cannot be installed: its profile "worker" has no install plan; attach one with rackrise profile set worker --plan NAME"#
        ),
        Refusal(
            "node add 525400000001 --name n1 --profile worker --var a/b=c",
            #"variable "a/b" is not usable; name it with at most 64 letters, digits, '.', '_' and '-'"#),
        Refusal(
            #"node add 525400000001 --name n1 --profile worker --var cmdline=a"b"#,
            #"variable cmdline: kernel argument 'a"b' has a double quote that is not closed"#),
        Refusal(
            #"node set rack1-01 --var cmdline=a"b"#,
            #"variable cmdline: kernel argument 'a"b' has a double quote that is not closed"#),
        Refusal(
            "node set rack1-01 --remove-mac 525400000009",
            "node rack1-01 has no MAC 52:54:00:00:00:09; rackrise node show rack1-01 lists them"),
        Refusal(
            "node set rack1-01 --remove-also worker",
            #"there is no further profile "worker"; rackrise node show rack1-01 lists them"#),
        Refusal(
            "node set rack1-01 --remove-mac 525400123456 --remove-mac 525400123457",
            #"node "rack1-01" has no MAC address; name at least one"#),
        Refusal("node remove rack1-01 rack1-02", #"there is no node "rack1-02"; did you mean rack1-01?"#),
    ])
    func `a refusal exits with 2, one sentence, and nothing written`(refusal: Refusal) async throws {
        try await addFirst()
        let before = try rack.database().nodes()
        let result = try await Rack.run(refusal.arguments + ["--state", rack.state, "--config", "/dev/null"])
        #expect(result == .refused(refusal.message))
        #expect(try rack.database().nodes() == before)
    }

    @Test(arguments: [
        "node add", "node add xx --name n1 --profile worker",
        "node add 525400000001 --profile worker",
        "node set rack1-01", "node set rack1-01 --boot disk",
        "node add 525400000001 --name n --profile worker --var x",
        "node import nodes.txt", "nodes list", "node list --jsn", "events --limit -1",
        "profile import worker",
    ])
    func `wrong usage exits with 64 and leaves standard output empty`(line: String) async throws {
        let result = try await Rack.run(
            line.split(separator: " ").map(String.init) + ["--state", rack.state])
        #expect(result.status == 64)
        #expect(result.out.isEmpty)
        #expect(result.error.hasPrefix("Error: "))
    }

    @Test(arguments: [
        ("node add xx --name n1 --profile worker", "52:54:00:12:34:56"),
        ("node set rack1-01 --mac xx", "52:54:00:12:34:57"), ("node set rack1-01 --var x", "rack=a1"),
        ("install rack1-01 --time 1", "90m"),
    ])
    func `a value that is none is answered with an example`(line: String, example: String) async throws {
        let result = try await Rack.run(
            line.split(separator: " ").map(String.init) + ["--state", rack.state])
        #expect(result.status == 64 && result.error.contains(example))
    }

    @Test func `machines that asked and are unknown are listed`() async throws {
        let mac = MACAddress(rawValue: 0x5254_0000_0077)
        let sighting = Sighting(
            mac: mac, firstSeen: WallClock(milliseconds: 1000), lastSeen: WallClock(milliseconds: 61_500),
            count: 7,
            firmware: "UEFI x64 PXE", reason: "on no\u{1B}[2Jde")
        try rack.database().record(events: [], sightings: [sighting])
        #expect(
            try await rack.run("node", "list", "--unknown")
                == .done(
                    """
                    MAC                FIRST HEARD              LAST HEARD               COUNT  FIRMWARE      WHY NO ANSWER
                    52:54:00:00:00:77  1970-01-01 00:00:01.000  1970-01-01 00:01:01.500  7      UEFI x64 PXE  on no\\u{1b}[2Jde

                    """))
        let record: JSONValue = [
            "mac": "52:54:00:00:00:77", "firstSeen": "1970-01-01T00:00:01.000Z",
            "lastSeen": "1970-01-01T00:01:01.500Z",
            "count": 7, "firmware": "UEFI x64 PXE", "reason": "on no\u{1B}[2Jde",
        ]
        #expect(try await rack.run("node", "list", "--unknown", "--json").json() == [record])
    }

    @Test func `names complete from the database`() async throws {
        try await addFirst()
        let words = [
            "---completion", "node", "show", "--", "positional@0", "4", "0", "rackrise", "node", "show",
            "--state", rack.state,
        ]
        let result = try await Rack.run(words)
        #expect(result.out == "rack1-01\n")
        // The shell asks in these words.
        let script = try await Rack.run(["--generate-completion-script", "bash"]).out
        #expect(script.contains(words.prefix(5).joined(separator: " ")))
    }
}
