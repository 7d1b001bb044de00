import BootModel
import NetTypes
import OperatorFiles
import Testing

@Suite struct NodeListPlanTests {
    private let profiles = ["control-plane", "worker"]

    private func mac(_ last: UInt64) -> MACAddress { MACAddress(rawValue: 0x5254_0000_0000 | last) }

    private func plan(_ rows: String, nodes: [Node]) throws -> NodeListPlan {
        let list = try NodeList("mac,name,profile,boot,also\n" + rows, format: .csv, file: "f")
        return try NodeListPlan(list, nodes: nodes, profiles: profiles)
    }

    @Test func `nodes are added, changed and left alone`() throws {
        let kept = Node(name: "n1", macs: [mac(1)], profile: "worker")
        let moved = Node(name: "n2", macs: [mac(2)], profile: "worker", variables: ["rack": "a"])
        let plan = try plan(
            "525400000001,n1,worker,,\n525400000002,n2,control-plane,local,worker\n525400000003,n3,worker,,\n",
            nodes: [kept, moved])
        var after = moved
        after.profile = "control-plane"
        after.boot = .local
        after.otherProfiles = ["worker"]
        let new = Node(name: "n3", macs: [mac(3)], profile: "worker")
        #expect(plan.changes == [.unchanged(kept), .changed(from: moved, to: after), .added(new)])
        #expect(plan.writes == [after, new])
    }

    @Test func `two listed nodes may swap their addresses`() throws {
        let nodes = [
            Node(name: "n1", macs: [mac(1)], profile: "worker"),
            Node(name: "n2", macs: [mac(2)], profile: "worker"),
        ]
        let plan = try plan("525400000002,n1,worker,,\n525400000001,n2,worker,,\n", nodes: nodes)
        #expect(plan.writes.map(\.macs) == [[mac(2)], [mac(1)]])
    }

    @Test func `everything that cannot be done is reported together`() {
        let nodes = [Node(name: "old", macs: [mac(1)], profile: "worker")]
        let error = #expect(throws: OperatorFileError.self) {
            try plan("525400000001,n1,wroker,install,\n525400000002,n2,database,,control\n", nodes: nodes)
        }
        #expect(
            error?.problems.map(\.description) == [
                #"f:2: there is no profile "wroker"; did you mean worker?"#,
                "f:2: MAC 52:54:00:00:00:01 belongs to node old, which this file does not list; "
                    + "remove it there or list that node too",
                #"f:2: boot is "install"; an install is armed by its plan, so write local or netboot"#,
                #"f:3: there is no profile "database"; import the profile first"#,
                #"f:3: there is no profile "control"; import the profile first"#,
            ])
    }

    @Test func `a node that is armed already may be listed as it is`() throws {
        let armed = Node(name: "n1", macs: [mac(1)], profile: "worker", boot: .install)
        #expect(try plan("525400000001,n1,worker,install,\n", nodes: [armed]).changes == [.unchanged(armed)])
    }
}
