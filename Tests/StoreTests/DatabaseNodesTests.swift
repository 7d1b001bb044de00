import BootModel
import NetTypes
import Testing

@testable import Store

struct DatabaseNodesTests {
    private static let full = Node(
        name: "rack1-01", macs: [.fixture(1), .fixture(2)], profile: "worker",
        otherProfiles: ["control-plane"],
        boot: .local, state: .held, localBoot: .exit, loader: .shimIPXE,
        variables: ["cmdline": "console=ttyS0", "role": "db"])

    @Test func `a node comes back as it was added, by name and by each address`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(Self.full)
        #expect(try fixture.database.node(name: "rack1-01") == Self.full)
        #expect(try fixture.database.node(mac: .fixture(1)) == Self.full)
        #expect(try fixture.database.node(mac: .fixture(2)) == Self.full)
        #expect(try fixture.database.nodes() == [Self.full])
        #expect(try fixture.database.node(name: "rack1-02") == nil)
        #expect(try fixture.database.node(mac: .fixture(3)) == nil)
    }

    @Test func `addresses are stored in order and no profile twice`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(
            Node(
                name: "n1", macs: [.fixture(2), .fixture(1), .fixture(2)], profile: "worker",
                otherProfiles: ["worker", "control-plane", "control-plane"]))
        let node = try #require(try fixture.database.node(name: "n1"))
        #expect(node.macs == [.fixture(1), .fixture(2)])
        #expect(node.otherProfiles == ["control-plane"])
    }

    @Test func `an update changes every part of a node, its name too`() async throws {
        let fixture = try Fixture()
        try fixture.database.addNode(Self.full)
        let new = Node(
            name: "rack1-09", macs: [.fixture(2), .fixture(3)], profile: "control-plane",
            otherProfiles: ["worker"], boot: .netboot, state: .allowed, localBoot: .noOffer,
            loader: .shimGRUB,
            variables: ["role": "web", "rack": "1"])
        #expect(try fixture.database.updateNode("rack1-01") { $0 = new } == new)
        #expect(try fixture.database.nodes() == [new])
        #expect(try fixture.database.node(mac: .fixture(1)) == nil)
        #expect(try await fixture.shell("SELECT count(*) FROM node_variable").output == "2")
    }

    @Test func `an update that changes nothing writes nothing`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(Self.full)
        let revision = try fixture.database.inventory().revision
        try fixture.database.updateNode("rack1-01") { _ in }
        #expect(try fixture.database.inventory().revision == revision)
    }

    @Test func `what an edit throws goes through and nothing is written`() throws {
        struct Refusal: Error {}
        let fixture = try Fixture()
        try fixture.database.addNode(Self.full)
        #expect(throws: Refusal.self) {
            try fixture.database.updateNode("rack1-01") { node in
                node.boot = .netboot
                throw Refusal()
            }
        }
        #expect(try fixture.database.node(name: "rack1-01") == Self.full)
    }

    @Test func `removal takes addresses, menu entries and variables along`() async throws {
        let fixture = try Fixture()
        try fixture.database.addNode(Self.full)
        #expect(try fixture.database.removeNodes(["rack1-01"]) == [Self.full])
        #expect(try fixture.database.nodes().isEmpty)
        let left =
            "SELECT (SELECT count(*) FROM node_mac) + (SELECT count(*) FROM node_profile) + (SELECT count(*) FROM node_variable)"
        #expect(try await fixture.shell(left).output == "0")
    }

    @Test func `several nodes are removed together or not at all`() throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes([.fixture(1), .fixture(2), .fixture(3)])
        #expect(throws: StoreError.self) { try fixture.database.removeNodes(["n1", "n7"]) }
        #expect(try fixture.database.nodes() == [.fixture(1), .fixture(2), .fixture(3)])
        #expect(try fixture.database.removeNodes(["n3", "n1"]) == [.fixture(3), .fixture(1)])
        #expect(try fixture.database.nodes() == [.fixture(2)])
    }

    @Test func `commands on an unknown node say so`() throws {
        let fixture = try Fixture()
        let expected = StoreError(.notFound, "there is no node \"n7\"; rackrise node list shows all")
        #expect(throws: expected) { try fixture.database.removeNodes(["n7"]) }
        #expect(throws: expected) { try fixture.database.updateNode("n7") { _ in } }
    }

    @Test(arguments: [
        (
            Node(name: "n1", macs: [.fixture(9)], profile: "worker"),
            "node \"n1\": there is already a node of this name; choose another"
        ),
        (
            Node(name: "n2", macs: [.fixture(1)], profile: "worker"),
            "node \"n2\": MAC address 52:54:00:00:00:01 already belongs to node \"n1\"; remove it there first"
        ),
        (
            Node(name: "n2", macs: [.fixture(9)], profile: "gpu"),
            "node \"n2\": there is no profile \"gpu\"; import it first with rackrise profile import"
        ),
        (
            Node(name: "n2", macs: [.fixture(9)], profile: "worker", otherProfiles: ["gpu"]),
            "node \"n2\": there is no profile \"gpu\"; import it first with rackrise profile import"
        ),
        (
            Node(name: "n2", macs: [.fixture(9)], profile: "bob's"),
            "node \"n2\": there is no profile \"bob's\"; import it first with rackrise profile import"
        ),
        (
            Node(name: "n2", macs: [], profile: "worker"),
            "node \"n2\" has no MAC address; name at least one"
        ),
        (
            Node(name: "n2", macs: [MACAddress(rawValue: 0)], profile: "worker"),
            "node \"n2\": MAC address 00:00:00:00:00:00 is a group or null address, which no machine has; name the card's own"
        ),
        (
            Node(name: "N2", macs: [.fixture(9)], profile: "worker"),
            "node \"N2\": a node name is at most 63 of a-z, 0-9 and '-', and begins with a letter or digit"
        ),
        (
            Node(name: "n2", macs: [.fixture(9)], profile: "worker", boot: .install),
            "node \"n2\" cannot be installed: its profile \"worker\" has no install plan; attach one with rackrise profile set worker --plan NAME"
        ),
        (
            Node(name: "n2", macs: [.fixture(9)], profile: "worker", variables: ["cmdline": "a\nb"]),
            "node \"n2\": a variable has at most 4096 octets and no control characters"
        ),
    ])
    func `a node that breaks a rule is refused in a sentence and nothing is written`(
        node: Node, message: String
    ) throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        #expect(throws: StoreError(.refused, message)) { try fixture.database.addNode(node) }
        #expect(try fixture.database.nodes() == [.fixture(1)])
    }

    @Test func `a rename to an existing name is refused`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        try fixture.database.addNode(.fixture(2))
        #expect(
            throws: StoreError(.refused, "there is already a node \"n2\"; choose another name")
        ) {
            try fixture.database.updateNode("n1") { $0.name = "n2" }
        }
    }
}
