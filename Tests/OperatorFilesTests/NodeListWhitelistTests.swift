import BootModel
import NetTypes
import OperatorFiles
import Testing

@Suite struct NodeListWhitelistTests {
    private func mac(_ last: UInt64) -> MACAddress { MACAddress(rawValue: 0x5254_0000_0000 | last) }

    private func check(_ rows: String, against nodes: [Node]) throws {
        try NodeList("mac,name,profile,boot,also\n" + rows, format: .csv, file: "f")
            .check(nodes: nodes, profiles: ["control-plane", "worker"]) {
                $1.boot == .install && $0?.boot != .install ? "\($1.name) cannot be armed" : nil
            }
    }

    @Test func `new, changed and unchanged nodes pass, also when they swap addresses`() throws {
        let nodes = [
            Node(name: "n1", macs: [mac(1)], profile: "worker"),
            Node(name: "n2", macs: [mac(2)], profile: "worker", variables: ["rack": "a"]),
            Node(name: "other", macs: [mac(9)], profile: "worker"),
        ]
        try check(
            "525400000002,n1,worker,,\n525400000001,n2,control-plane,local,worker\n525400000003,n3,worker,,\n",
            against: nodes)
    }

    @Test func `everything that cannot be done is reported together`() {
        let nodes = [Node(name: "old", macs: [mac(1)], profile: "worker")]
        let error = #expect(throws: OperatorFileError.self) {
            try check(
                "525400000001,n1,wroker,install,\n525400000002,n2,database,,control\n", against: nodes)
        }
        #expect(
            error?.problems.map(\.description) == [
                #"f:2: there is no profile "wroker"; did you mean worker?"#,
                "f:2: MAC 52:54:00:00:00:01 belongs to node old, which this file does not list; "
                    + "remove it there or list that node too",
                "f:2: n1 cannot be armed",
                #"f:3: there is no profile "database"; import the profile first"#,
                #"f:3: there is no profile "control"; import the profile first"#,
            ])
    }

    @Test func `a node that is set to install already may be listed as it is`() throws {
        let node = Node(name: "n1", macs: [mac(1)], profile: "worker", boot: .install)
        try check("525400000001,n1,worker,install,\n", against: [node])
    }
}
