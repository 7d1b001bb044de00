import BootModel
import Foundation
import InstallPlan
import NetTypes
import Store
import Testing

@Suite struct ExplainCommandTests {
    private let rack: Rack
    private let configuration: String

    init() throws {
        rack = try Rack()
        let mac = MACAddress(rawValue: 0x5254_0000_0001)
        try rack.database().addNode(
            Node(
                name: "n1", macs: [mac], profile: "worker", otherProfiles: ["control-plane"],
                variables: ["cmdline": "quiet"]))
        let programs = rack.directory.appending(path: "ipxe")
        try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
        try Data("pretend".utf8).write(to: programs.appending(path: "undionly.kpxe"))
        try Data(Self.efiProgram).write(to: programs.appending(path: "snponly.efi"))
        configuration = try rack.file("r.yaml", "chainloaders: { directories: [\(programs.path)] }\n")
    }

    /// The headers of a UEFI x64 program.
    private static var efiProgram: [UInt8] {
        var octets = [UInt8](repeating: 0, count: 256)
        octets[0...1] = [0x4D, 0x5A]
        octets[0x3C] = 0x80
        octets[0x80...0x85] = [0x50, 0x45, 0, 0, 0x64, 0x86]
        return octets
    }

    private func explain(_ arguments: String...) async throws -> Rack.Result {
        try await Rack.run(["explain"] + arguments + ["--state", rack.state, "--config", configuration])
    }

    private func words(_ result: Rack.Result) throws -> [[JSONValue?]] {
        guard case .array(let steps)? = try result.json()["steps"] else { return [] }
        return steps.map { [$0["step"], $0["answer"], $0["code"]] }
    }

    @Test func `an armed node is shown with its installer and the time of its arming`() async throws {
        let plan = try rack.file("p.yaml", "system: ${var.system}\n")
        #expect(try await rack.run("plan", "import", "closure", plan).status == 0)
        #expect(try await rack.run("profile", "set", "worker", "--plan", "closure").status == 0)
        try rack.database().arm(
            ["n1"], ArmingOptions(time: .seconds(3600)), at: WallClock(milliseconds: 1_800_000_000_000))
        let result = try await explain("n1", "--json")
        #expect(
            try words(result) == [
                ["offer", "chainloader", "armed"], ["chainloader", "chainloader", "armed"],
                ["ipxe-offer", "script-url", "armed"], ["script", "boot-image", "armed"],
            ])
        #expect(result.out.contains("quiet, as an installer, until 2027-01-15T09:00:00.000Z"))
        #expect(
            result.out.contains("node n1 is armed for install job 1: it boots the installer, profile worker"))
        #expect(try result.json()["bootsLeft"] == .number(3))

        let job = try #require(try rack.database().latestJob(ofNode: "n1"))
        var record = job.record
        record.tokens = ["t1"]
        try rack.database().commit(record, of: job.id)
        #expect(try await explain("n1").out.hasSuffix("\n2 of 3 boots of the installer left\n"))
    }

    @Test func `the whole way is shown`() async throws {
        #expect(
            try await explain("n1", "--arch", "0")
                == .done(
                    """
                    52:54:00:00:00:01 is node n1; as BIOS PXE, architecture 0:
                    IT ASKS FOR         IT GETS                                                   BECAUSE
                    an offer            undionly.kpxe                                             node n1 boots profile worker
                    the chainloader     undionly.kpxe                                             node n1 may boot
                    an offer, by iPXE   the URL of its script                                     node n1 boots profile worker
                    its script          a menu for 5 s: [worker], control-plane, local disk       node n1 boots profile worker
                    the menu's default  worker, image aaaaaaaaaaaa: init=/run/current/init quiet  profile worker was chosen for this boot of node n1

                    """))
    }

    struct Case: CustomTestStringConvertible {
        var arguments: [String]
        var state = NodeState.allowed
        var boot = BootSetting.netboot
        var status: Int32 = 0
        var steps: [[JSONValue]]
        var testDescription: String { "\(arguments) \(state) \(boot)" }
    }

    @Test(arguments: [
        Case(
            arguments: ["525400000001", "--arch", "7"],
            steps: [
                ["offer", "chainloader", "allowed"], ["chainloader", "chainloader", "allowed"],
                ["ipxe-offer", "script-url", "allowed"], ["script", "menu", "allowed"],
                ["menu-default", "boot-image", "allowed"],
            ]),
        Case(
            arguments: ["n1", "--arch", "16"], boot: .local,
            steps: [
                ["offer", "chainloader", "local-disk"], ["chainloader", "chainloader", "local-disk"],
                ["ipxe-offer", "script-url", "local-disk"], ["script", "local-disk", "local-disk"],
            ]),
        Case(
            arguments: ["n1", "--user-class", "iPXE"], state: .held,
            steps: [["ipxe-offer", "script-url", "held"], ["script", "local-disk", "held"]]),
        Case(arguments: ["n1"], state: .ignored, status: 2, steps: [["offer", "silence", "ignored"]]),
        Case(arguments: ["n1", "--arch", "11"], status: 2, steps: [["offer", "silence", "no-chainloader"]]),
        Case(arguments: ["n1", "--arch", "6"], status: 2, steps: [["offer", "silence", "no-chainloader"]]),
        Case(arguments: ["52:54:00:00:00:02"], status: 2, steps: [["offer", "silence", "unknown-machine"]]),
    ])
    func `each machine gets the policy's answer`(expected: Case) async throws {
        try rack.database().updateNode("n1") {
            $0.state = expected.state
            $0.boot = expected.boot
        }
        let result = try await Rack.run(
            ["explain"] + expected.arguments + ["--json", "--state", rack.state, "--config", configuration])
        #expect(try words(result) == expected.steps)
        #expect(result.status == expected.status)
        #expect(result.error.isEmpty)
    }

    @Test func `a script that only says why counts as nothing to boot`() async throws {
        let file = ImageFile(sha256: String(repeating: "c", count: 64), size: 1 << 20)
        try rack.database().activate(
            NetbootImage(
                version: String(repeating: "c", count: 64), kernel: file, initrd: file,
                commandLine: "init=/run/current/init", instructionSet: .arm64),
            for: "worker", at: WallClock(milliseconds: 2))
        let result = try await explain("n1", "--json")
        #expect(try words(result).last == ["menu-default", "explanation", "wrong-architecture"])
        #expect(result.status == 2)
    }

    @Test func `an image whose files are gone counts as nothing to boot, and is marked in the list`()
        async throws
    {
        let kernel = "\(rack.state)/images/\(String(repeating: "a", count: 64))/bzImage"
        try Data("cut".utf8).write(to: URL(filePath: kernel))
        let problem =
            "image aaaaaaaaaaaa of profile worker is not on this server, or not whole; import it again: rackrise profile import worker DIR"
        let result = try await explain("n1")
        #expect(result.status == 2)
        #expect(result.out.hasSuffix("\n\(problem)\n"))
        #expect(try await explain("n1", "--json").json()["imageProblem"] == .string(problem))

        let list = try await rack.run("profile", "list").out.split(separator: "\n")
        #expect(list.map { $0.contains("aaaaaaaaaaaa, gone") } == [false, false, true])
        #expect(
            try await rack.run("profile", "show", "worker", "--json").json()["imageProblem"]
                == .string(problem))
        try rack.database().updateNode("n1") { $0.boot = .local }
        #expect(try await explain("n1").status == 0)
    }

    @Test(arguments: [
        (
            "BIOS PXE is offered undionly.kpxe by TFTP: node n1 boots profile worker",
            "as BIOS PXE, architecture 0:"
        ),
        ("UEFI x64 HTTP Boot is offered its script: x", "as UEFI x64 HTTP Boot, architecture 16:"),
        ("BIOS iPXE is offered its script: x", "as UEFI x64 PXE, architecture 7:"),
    ])
    func `a machine is taken for what it was last heard as`(detail: String, subject: String) async throws {
        let event = BootEvent(
            time: WallClock(milliseconds: 1), mac: MACAddress(rawValue: 0x5254_0000_0001), node: "n1",
            stage: .offer, outcome: .done, detail: detail)
        try rack.database().record(events: [event])
        #expect(try await explain("n1").out.contains(subject))
        #expect(try await explain("n1", "--arch", "9").out.contains("architecture 9:"))
    }

    @Test func `silence is explained, and exits with 2`() async throws {
        let answer = Rack.Result(
            status: 2,
            out: """
                52:54:00:00:00:02 is on no node; as UEFI x64 PXE, architecture 7:
                IT ASKS FOR  IT GETS    BECAUSE
                an offer     no answer  52:54:00:00:00:02 is on no node: rackrise node add 52:54:00:00:00:02 --name NAME --profile PROFILE

                """, error: "")
        #expect(try await explain("52:54:00:00:00:02") == answer)
    }

    @Test func `an unknown name is refused`() async throws {
        #expect(try await explain("n2") == .refused(#"there is no node "n2"; did you mean n1?"#))
        #expect(try await explain("n1", "--arch", "70000").status == 64)
    }
}
