import BootModel
import BootPolicy
import NetTypes
import Testing

struct NodeFileTests {
    private let policy = BootPolicy(
        settings: PolicySettings(unknownMachines: .menu), chainloaders: .debian12)

    /// The rack, where the profiles that anybody may boot tell a node who it is.
    private var inventory: Inventory {
        var profiles: [Profile] = []
        for var profile in Inventory.rack.profiles {
            profile.nodeFile = profile.name != "storage"
            profiles.append(profile)
        }
        return Inventory(revision: 1, nodes: Array(Inventory.rack.nodes), profiles: profiles)
    }

    private func decision(_ profile: String, _ part: ImagePart, _ requester: Requester) -> Decision {
        policy.decide(
            BootRequest(.image(profile: profile, version: nil, part), from: requester), in: inventory)
    }

    @Test func `a node is told the address it boots from, the profile it fetches and its variables`() {
        let decision = decision("control-plane", .initrd, .machine(Inventory.mac(2)))
        #expect(decision.answer == .image(.controlPlane, .initrd))
        #expect(
            decision.nodeFile
                == NodeFile(
                    name: "worker-1", mac: Inventory.mac(2), profile: "control-plane",
                    variables: ["cmdline": "debug"]))
    }

    @Test func `nothing stands behind a kernel, for an unknown machine, or for the server itself`() {
        #expect(decision("worker", .kernel, .machine(Inventory.mac(1))).nodeFile == nil)
        let unknown = decision("control-plane", .initrd, .machine(MACAddress(rawValue: 0x5254_0000_FFFF)))
        #expect(unknown.answer == .image(.controlPlane, .initrd) && unknown.nodeFile == nil)
        #expect(decision("worker", .initrd, .appliance).nodeFile == nil)
    }

    @Test func `an installer is always told, by any of the node's addresses, and no other profile then`() {
        func nodeFile(_ profile: String, _ mac: UInt64) -> NodeFile? {
            policy.decide(
                BootRequest(
                    .image(profile: profile, version: nil, .initrd), from: .machine(Inventory.mac(mac))),
                in: .rack
            ).nodeFile
        }
        #expect(
            nodeFile("control-plane", 14)
                == NodeFile(
                    name: "armed", mac: Inventory.mac(14), profile: "control-plane",
                    variables: ["cmdline": "debug"], isInstaller: true))
        #expect(nodeFile("worker", 13) == nil)
        #expect(nodeFile("control-plane", 16) == nil)
    }

    @Test func `a profile that does not say so leaves its initrd alone`() {
        let request = BootRequest(
            .image(profile: "worker", version: nil, .initrd), from: .machine(Inventory.mac(1)))
        #expect(policy.decide(request, in: .rack).nodeFile == nil)
    }
}
