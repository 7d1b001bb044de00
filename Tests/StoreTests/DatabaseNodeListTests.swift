import BootModel
import NetTypes
import Testing

@testable import Store

struct DatabaseNodeListTests {
    @Test func `a list adds, changes, leaves and, when pruning, removes`() throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes([.fixture(1), .fixture(2), .fixture(3)])
        let list: [Node] = [.fixture(4), .fixture(1, profile: "control-plane"), .fixture(2)]
        let changes = try fixture.database.applyNodes(list, prune: true)
        #expect(
            changes == [
                .added(.fixture(4)), .changed(old: .fixture(1), new: .fixture(1, profile: "control-plane")),
                .unchanged(.fixture(2)), .removed(.fixture(3)),
            ])
        #expect(changes.map(\.name) == ["n4", "n1", "n2", "n3"])
        #expect(try fixture.database.nodes() == list.sorted { $0.name < $1.name })
    }

    @Test func `without pruning other nodes stay`() throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes([.fixture(1)])
        #expect(try fixture.database.applyNodes([.fixture(2)]) == [.added(.fixture(2))])
        #expect(try fixture.database.nodes() == [.fixture(1), .fixture(2)])
    }

    @Test func `a dry run gives the same answer and writes nothing`() throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes([.fixture(1)])
        let before = try fixture.database.inventory().revision
        let list: [Node] = [.fixture(1, profile: "control-plane"), .fixture(2)]
        let planned = try fixture.database.applyNodes(list, dryRun: true, prune: true)
        #expect(try fixture.database.nodes() == [.fixture(1)])
        #expect(try fixture.database.inventory().revision == before)
        #expect(try fixture.database.applyNodes(list, prune: true) == planned)
    }

    @Test(arguments: [true, false])
    func `every refused node is named, and none is written`(dryRun: Bool) throws {
        let fixture = try Fixture()
        let list: [Node] = [
            .fixture(1), .fixture(2, profile: "gpu"),
            Node(name: "n3", macs: [.fixture(1)], profile: "worker"),
            Node(name: "Bad", macs: [.fixture(5)], profile: "worker"),
        ]
        let message = """
            node "n2": there is no profile "gpu"; import it first with rackrise profile import
            node "n3": MAC address 52:54:00:00:00:01 already belongs to node "n1"; remove it there first
            node "Bad": a node name is at most 63 of a-z, 0-9 and '-', and begins with a letter or digit
            """
        #expect(throws: StoreError(.refused, message)) {
            try fixture.database.applyNodes(list, dryRun: dryRun)
        }
        #expect(try fixture.database.nodes().isEmpty)
    }

    @Test func `an error names at most twenty nodes`() throws {
        let fixture = try Fixture()
        let error = #expect(throws: StoreError.self) {
            try fixture.database.applyNodes((1...50).map { .fixture($0, profile: "gpu") })
        }
        #expect(error?.message.split(separator: "\n").count == 20)
    }

    @Test func `addresses change places between nodes of one list`() throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes([.fixture(1), .fixture(2), .fixture(3)])
        let list = [
            Node(name: "n1", macs: [.fixture(2)], profile: "worker"),
            Node(name: "n2", macs: [.fixture(1), .fixture(3)], profile: "worker"),
        ]
        _ = try fixture.database.applyNodes(list, prune: true)
        #expect(try fixture.database.nodes() == list)
    }

    @Test func `an edit keeps what it does not mention`() throws {
        let fixture = try Fixture()
        var held = Node.fixture(1)
        held.state = .held
        held.variables = ["cmdline": "quiet"]
        try fixture.database.addNode(held)
        let edit = NodeEdit(name: "n1") { existing in
            var node = existing ?? .fixture(9)
            node.profile = "control-plane"
            return node
        }
        _ = try fixture.database.applyNodes([edit])
        held.profile = "control-plane"
        #expect(try fixture.database.nodes() == [held])
    }

    @Test func `a node of a list has no further profile but those on the list`() throws {
        let fixture = try Fixture()
        try fixture.database.activate(.fixture(3), for: "gpu", at: WallClock(milliseconds: 3))
        var node = Node.fixture(1, profile: "gpu")
        node.otherProfiles = ["worker", "control-plane"]
        try fixture.database.addNode(node)
        // Hides the further profile of the same name.
        try fixture.database.updateNode("n1") { $0.profile = "worker" }
        node.otherProfiles = ["control-plane"]
        _ = try fixture.database.applyNodes([node])
        #expect(try fixture.database.nodes() == [node])
        let revision = try fixture.database.inventory().revision
        #expect(try fixture.database.applyNodes([node]) == [.unchanged(node)])
        #expect(try fixture.database.inventory().revision == revision)
    }

    @Test func `a node that stands on the list twice is refused`() throws {
        let fixture = try Fixture()
        let message = "node \"n1\" is on the list twice; name all its MACs in one entry"
        #expect(throws: StoreError(.refused, message)) {
            try fixture.database.applyNodes([.fixture(1), .fixture(1)])
        }
    }
}
