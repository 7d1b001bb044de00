import BootModel
import NetTypes
import Testing

struct InventoryTests {
    private let first = MACAddress(rawValue: 0x5254_0000_0001)
    private let second = MACAddress(rawValue: 0x5254_0000_0002)

    @Test
    func `a node is found by each of its addresses`() {
        let inventory = Inventory(nodes: [Node(name: "a", macs: [first, second], profile: "p")])
        #expect(inventory.node(mac: first)?.name == "a")
        #expect(inventory.node(mac: second)?.name == "a")
        #expect(inventory.node(mac: MACAddress(rawValue: 3)) == nil)
    }

    @Test
    func `an address moves between nodes in one change, in either order`() {
        let before = Inventory(nodes: [
            Node(name: "a", macs: [first, second], profile: "p"), Node(name: "b", macs: [], profile: "p"),
        ])
        let a = Node(name: "a", macs: [first], profile: "p")
        let b = Node(name: "b", macs: [second], profile: "p")
        for changes in [[("a", a), ("b", b)], [("b", b), ("a", a)]] {
            var inventory = before
            inventory.apply(nodes: changes.map { ($0.0, $0.1) }, profiles: [], revision: 2)
            #expect(inventory.node(mac: first)?.name == "a")
            #expect(inventory.node(mac: second)?.name == "b")
            #expect(inventory.revision == 2)
        }
        #expect(before.node(mac: second)?.name == "a", "an earlier snapshot does not change")
    }

    @Test
    func `a removed node takes its addresses along`() {
        var inventory = Inventory(
            nodes: [Node(name: "a", macs: [first], profile: "p")], profiles: [Profile(name: "p")])
        inventory.apply(nodes: [("a", nil)], profiles: [("p", nil)], revision: 3)
        #expect(inventory.node(mac: first) == nil)
        #expect(inventory.nodeCount == 0)
        #expect(inventory.profile(name: "p") == nil)
    }
}
