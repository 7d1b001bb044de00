import BootModel
import NetTypes
import OperatorFiles
import Testing

@Suite struct NodeListTests {
    private func mac(_ last: UInt64) -> MACAddress { MACAddress(rawValue: 0x5254_0000_0000 | last) }

    private var fleet: [Node] {
        [
            Node(
                name: "cp1", macs: [mac(1), mac(2)], profile: "control-plane",
                otherProfiles: ["worker", "rescue"],
                boot: .local, state: .held, localBoot: .exitFailure, loader: .shimGRUB,
                variables: [
                    "cmdline": #"console=ttyS0,115200 motd="hi, you""#, "rack": "08", "note": "ünïcödé 😀",
                    "formula": "=1+1", "space": " x ", "null": "~", "a.b-c_D": "no", "star": "*x &y",
                    "quote": "'",
                ]),
            Node(name: "on", macs: [mac(3)], profile: "1e3"),
            Node(
                name: "w-2", macs: [mac(0xFFFFFF)], profile: "worker", boot: .netboot, state: .ignored),
        ]
    }

    @Test(arguments: NodeList.Format.allCases)
    func `an export reads back as the same nodes`(format: NodeList.Format) throws {
        let text = NodeList.text(fleet, format: format)
        let list = try NodeList(text, format: format, file: "f")
        #expect(list.entries.map { $0.applied(to: nil) } == fleet)
        // Onto other nodes of the same names too: an export is the whole truth about what it lists.
        let others = fleet.map {
            Node(name: $0.name, macs: [mac(99)], profile: "x", otherProfiles: ["y"], state: .held)
        }
        #expect(zip(list.entries, others).map { $0.applied(to: $1) } == fleet)
    }

    @Test(arguments: NodeList.Format.allCases)
    func `an empty export reads back`(format: NodeList.Format) throws {
        let text = NodeList.text([], format: format)
        #expect(try NodeList(text, format: format, file: "f").entries == [])
        #expect(text == (format == .csv ? "mac,name,profile,boot,also,state,localBoot,loader\n" : "[]\n"))
    }

    @Test func `a spreadsheet's file is read`() throws {
        let csv =
            "\u{FEFF}mac,name,profile,boot,var.rack\r\n5254.0000.0001 52-54-00-00-00-02,n1,worker,,\"a,\"\"1\"\"\"\r\n\r\n"
            + "525400000003,n2,worker,local,\r\n"
        let entries = try NodeList(csv, format: .csv, file: "f").entries
        #expect(entries.map(\.line) == [2, 4])
        #expect(entries[0].macs == [mac(1), mac(2)])
        #expect(entries[0].boot == nil)
        #expect(entries[0].variables == .changed(["rack": "a,\"1\""]))
        #expect(entries[1].boot == .local)
    }

    @Test func `what a list does not mention stays`() throws {
        let csv = "name,mac,profile,var.rack,boot\ncp1,52:54:00:00:00:01,worker,,\n"
        let node = try NodeList(csv, format: .csv, file: "f").entries[0].applied(to: fleet[0])
        var expected = fleet[0]
        expected.macs = [mac(1)]
        expected.profile = "worker"
        expected.variables["rack"] = nil
        #expect(node == expected)

        let yaml = "- {name: cp1, mac: [52:54:00:00:00:01], profile: worker, var: {x: 08, y: ''}}\n"
        let second = try NodeList(yaml, format: .yaml, file: "f").entries[0].applied(to: fleet[0])
        expected.variables = ["x": "08"]
        #expect(second == expected)
    }

    struct Mistake: CustomTestStringConvertible {
        var format: NodeList.Format
        var text: String
        var problems: [String]
        var testDescription: String { text }

        init(_ format: NodeList.Format, _ text: String, _ problems: String...) {
            self.format = format
            self.text = text
            self.problems = problems
        }
    }

    @Test(arguments: [
        Mistake(.csv, "", "f: the file is empty; begin with the header mac,name,profile,boot"),
        Mistake(
            .csv, "mac,name,boot\n", "f:1: the column profile is missing; the header is mac,name,profile,boot"
        ),
        Mistake(
            .csv, "mac,name,profil,boot,nmae\n", #"f:1: unknown column "profil"; did you mean profile?"#,
            #"f:1: unknown column "nmae"; did you mean name?"#),
        Mistake(
            .csv, "mac;name;profile\n",
            #"f:1: unknown column "mac;name;profile"; separate columns with commas"#),
        Mistake(.csv, "mac,name,profile,name\n", #"f:1: column "name" stands twice; keep one of them"#),
        Mistake(
            .csv, "mac,name,profile,rack\n",
            #"f:1: unknown column "rack"; the columns are mac, name, profile, boot, also, state, localBoot, loader and var.NAME for variables"#
        ),
        Mistake(
            .csv, "mac,name,profile\n52:54:00:00:00:01,n1\n",
            "f:2: the row has 2 fields and the header 3; add or remove commas, and put values that hold commas in quotes"
        ),
        Mistake(
            .csv, "mac,name,profile\n\n\"52:54:00:00:00:01\nx,n1,worker\n",
            "f:3: the quote that opens on this line is never closed; close it"),
        Mistake(
            .csv, "mac,name,profile\nab\"c,n1,worker\n",
            "f:2: a quote stands inside a field; put the whole field in quotes and double the inner ones"),
        Mistake(
            .csv, "mac,name,profile\n\"a\"b,n1,worker\n",
            "f:2: text follows a closing quote or a lone carriage return; put a comma or a new line there"),
        Mistake(
            .csv,
            "mac,name,profile,boot,state\n52:54:00:00:00,n1,worker,disk,up\n,status,,,\n01:00:5e:00:00:01,a b,worker,,\n",
            #"f:2: mac "52:54:00:00:00" is not a MAC address; write it like 52:54:00:12:34:56, several separated by spaces"#,
            #"f:2: boot is "disk"; write local, netboot or install"#,
            #"f:2: state is "up"; write allowed, held or ignored"#,
            "f:3: mac is empty; every node needs one",
            "f:3: profile is empty; every node needs one",
            #"f:3: name "status" is a word of `rackrise install`; choose another"#,
            "f:4: mac 01:00:5e:00:00:01 is a group or null address, which no machine has; write the card's own",
            #"f:4: name is "a b"; write one word"#),
        Mistake(
            .csv, "mac,name,profile,var.a b,var.c\n525400000001,W1,w,x,\"y\nz\"\n",
            #"f:2: name "W1" is not usable; write at most 63 of a-z, 0-9 and '-', beginning with a letter or digit"#,
            #"f:2: variable "a b" is not usable; name it with at most 64 letters, digits, '.', '_' and '-'"#,
            #"f:2: variable c is "y\nz"; write it without control characters and line breaks"#),
        Mistake(
            .csv,
            "mac,name,profile,var.cmdline\n525400000001,n1,w,\"a\"\"b\"\n525400000002,n2,w,${net0/mac}\n",
            #"f:2: variable cmdline: kernel argument 'a"b' has a double quote that is not closed"#,
            "f:3: variable cmdline: kernel argument '${net0/mac}': iPXE cannot pass '${' to a kernel; "
                + "use printable ASCII without '${'"),
        Mistake(
            .yaml, "- {name: n1, mac: 525400000001, profile: w, var: {cmdline: 'init=/nix/store/*/init'}}\n",
            "f:1: variable cmdline: kernel argument 'init=/nix/store/*/init' holds a pattern and can never boot: "
                + "neither iPXE nor the kernel nor the initrd expands it; give the full path from the builder's "
                + "netboot.ipxe"),
        Mistake(
            .csv, "mac,name,profile\n525400000001,52-54-00-00-00-01,w\n",
            #"f:2: name "52-54-00-00-00-01" reads as a MAC address; choose another"#),
        Mistake(
            .csv,
            "mac,name,profile\n52:54:00:00:00:01,n1,w\n525400000001 525400000002,n2,w\n525400000003,n1,w\n5254.0000.0004 52-54-00-00-00-04,n3,w\n",
            "f:3: MAC 52:54:00:00:00:01 is also on line 2; a MAC belongs to one node, so keep it once",
            #"f:4: node "n1" is also on line 2; put all MACs of one node into one entry"#,
            "f:5: MAC 52:54:00:00:00:04 stands twice on this line; a MAC belongs to one node, so keep it once"
        ),
        Mistake(
            .yaml, "nodes: []",
            #"f:1: the file is a section of keys; write a list of nodes, each beginning with "- name:""#
        ),
        Mistake(
            .yaml, "- {name: n1, mac: 52:54:00:00:00:01, profile: worker, vars: {a: b}}",
            #"f:1: unknown key "vars" in [0]; did you mean var?"#),
        Mistake(
            .yaml, "- name: n1\n  mac: [52:54:00:00:00:01]\n  profile:\n- name: n2\n  profile: w\n- n3\n",
            "f:3: [0].profile is empty; write a word, or a list of words in brackets",
            "f:4: mac is empty; every node needs one",
            #"f:6: [2] is "n3"; write a section of keys: mac, name, profile, boot, also, state, localBoot, loader, var"#
        ),
        Mistake(
            .yaml, "- name: n1\n  mac: 525400000001\n  profile: w\n  var: [a]\n",
            "f:4: [0].var is a list; write names and values, such as {rack: a1}"),
        Mistake(
            .yaml, "- name: n1\n  mac: 525400000001\n  profile: w\n  var: {a: [1]}\n",
            "f:4: [0].var.a is a list; write a text, in quotes where it is empty"),
    ])
    func `a mistake is named with its line, value and remedy`(mistake: Mistake) {
        let error = #expect(throws: OperatorFileError.self) {
            try NodeList(mistake.text, format: mistake.format, file: "f")
        }
        #expect(error?.problems.map(\.description) == mistake.problems)
    }

    @Test(arguments: [
        ("a.csv", NodeList.Format.csv), ("/x/B.YAML", .yaml), ("c.yml", .yaml), ("csv.txt", nil), ("", nil),
    ])
    func `the format follows the name`(path: String, expected: NodeList.Format?) {
        #expect(NodeList.Format(path: path) == expected)
    }

    @Test func `ten thousand nodes are read in reasonable time`() throws {
        let nodes = (1...10_000).map {
            Node(name: "n\($0)", macs: [mac(UInt64($0))], profile: "worker", variables: ["rack": "r\($0)"])
        }
        for format in NodeList.Format.allCases {
            let clock = ContinuousClock()
            let duration = try clock.measure {
                let entries = try NodeList(NodeList.text(nodes, format: format), format: format, file: "f")
                    .entries
                #expect(entries.count == nodes.count)
            }
            #expect(duration < .seconds(20), "\(format): \(duration)")
        }
    }
}
