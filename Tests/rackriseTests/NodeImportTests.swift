import BootModel
import Foundation
import NetTypes
import Store
import Testing

@Suite struct NodeImportTests {
    private let rack: Rack
    private let csv = """
        mac,name,profile,boot,var.rack
        52:54:00:00:00:01 52:54:00:00:00:02,n1,worker,netboot,a
        52-54-00-00-00-03,n2,control-plane,local,

        """

    init() throws { rack = try Rack() }

    @Test func `a dry run shows what would change and changes nothing`() async throws {
        let file = try rack.file("nodes.csv", csv)
        let report = """
            + n1: 52:54:00:00:00:01 52:54:00:00:00:02, profile worker, boot netboot
            + n2: 52:54:00:00:00:03, profile control-plane, boot local

            """
        #expect(
            try await rack.run("node", "import", file, "--dry-run")
                == .done(report + "2 would be added, 0 would be changed, 0 unchanged\n"))
        #expect(try rack.database().nodes().isEmpty)
        #expect(
            try await rack.run("node", "import", file) == .done(report + "2 added, 0 changed, 0 unchanged\n"))
        #expect(try await rack.run("node", "import", file) == .done("0 added, 0 changed, 2 unchanged\n"))

        let yaml = try rack.file(
            "nodes.yml",
            "- {name: n1, mac: [525400000001, 525400000003], profile: worker, var: {}}\n"
                + "- {name: n2, mac: 525400000002, profile: worker, also: [control-plane], state: held}\n")
        #expect(
            try await rack.run("node", "import", yaml)
                == .done(
                    """
                    ~ n1: mac 52:54:00:00:00:01 52:54:00:00:00:02 -> 52:54:00:00:00:01 52:54:00:00:00:03
                    ~ n1: var.rack a -> -
                    ~ n2: mac 52:54:00:00:00:03 -> 52:54:00:00:00:02
                    ~ n2: profile control-plane -> worker
                    ~ n2: also - -> control-plane
                    ~ n2: state allowed -> held
                    0 added, 2 changed, 0 unchanged

                    """))
        #expect(try rack.database().nodes().map(\.boot) == [.netboot, .local])
    }

    @Test(arguments: ["csv", "yaml"])
    func `an export imports into an empty database`(format: String) async throws {
        _ = try await rack.run("node", "import", rack.file("nodes.csv", csv))
        let exported = try await rack.run("node", "export", "--format", format)
        #expect(exported.status == 0)
        let other = try Rack()
        #expect(
            try await other.run("node", "import", other.file("nodes.\(format)", exported.out)).status == 0)
        #expect(try other.database().nodes() == rack.database().nodes())
        #expect(try await other.run("node", "export", "--format", format) == exported)
    }

    @Test func `one mistake keeps everything out, and all mistakes are named`() async throws {
        let file = try rack.file("nodes.csv", csv + "5254,n3,worker,,\n525400000009,n4,wroker,,\n")
        #expect(
            try await rack.run("node", "import", file)
                == .refused(
                    """
                    nothing was imported because of one mistake:
                    \(file):4: mac "5254" is not a MAC address; write it like 52:54:00:12:34:56, several separated by spaces
                    """))
        let second = try rack.file("nodes2.csv", csv + "525400000008,n3,db,,\n525400000009,n4,wroker,,\n")
        #expect(
            try await rack.run("node", "import", second)
                == .refused(
                    """
                    nothing was imported because of 2 mistakes:
                    \(second):4: there is no profile "db"; import the profile first
                    \(second):5: there is no profile "wroker"; did you mean worker?
                    """))
        #expect(try rack.database().nodes().isEmpty)
    }

    @Test func `a report has stable keys`() async throws {
        let node = Node(name: "n1", macs: [MACAddress(rawValue: 0x5254_0000_0001)], profile: "worker")
        try rack.database().addNode(node)
        let report = try await rack.run("node", "import", rack.file("nodes.csv", csv), "--dry-run", "--json")
            .json()
        #expect(report["dryRun"] == true)
        #expect(report["added"]?[0]?["name"] == "n2")
        #expect(report["changed"]?[0]?["before"]?["variables"] == [:])
        #expect(report["changed"]?[0]?["after"]?["variables"] == ["rack": "a"])
        #expect(report["unchanged"] == [])
    }

    @Test func `a node without an address is left out of an export, with a warning`() async throws {
        _ = try await rack.run("node", "import", rack.file("nodes.csv", csv))
        let whole = try await rack.run("node", "export")
        try await rack.sqlite("INSERT INTO node (name, profile) VALUES ('bare', 'worker')")
        #expect(
            try await rack.run("node", "export")
                == Rack.Result(
                    status: 0, out: whole.out,
                    error:
                        "rackrise: node bare has no MAC address and is left out; rackrise node set bare --mac MAC gives it one\n"
                ))
    }

    @Test func `a profile that was the default one for a while stays in the menu`() async throws {
        _ = try await rack.run("node", "import", rack.file("nodes.csv", csv))
        _ = try await rack.run("node", "set", "n1", "--also", "control-plane")
        let before = try rack.database().node(name: "n1")
        for profile in ["control-plane", "worker"] {
            #expect(try await rack.run("node", "set", "n1", "--profile", profile).status == 0)
        }
        #expect(try rack.database().node(name: "n1") == before)
    }
}
