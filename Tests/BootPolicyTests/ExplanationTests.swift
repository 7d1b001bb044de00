import BootModel
import BootPolicy
import NetTypes
import Testing

struct ExplanationTests {
    private func explain(_ mac: MACAddress, _ architecture: UInt16, userClass: String? = nil) -> [String] {
        let policy = BootPolicy(settings: PolicySettings(), chainloaders: .debian12)
        return Explanation(
            mac: mac, architecture: ClientArchitecture(rawValue: architecture), userClass: userClass,
            policy: policy,
            inventory: .rack
        ).steps.map { "\($0.question.rawValue): \($0.decision.reason.code.rawValue)" }
    }

    @Test(arguments: [UInt16(0), 7, 9, 16])
    func `a whitelisted machine is followed to its image`(architecture: UInt16) {
        #expect(
            explain(Inventory.mac(1), architecture) == [
                "offer: allowed", "chainloader: allowed", "ipxe-offer: allowed", "script: allowed",
                "menu-default: allowed",
            ])
    }

    @Test
    func `an armed machine is followed to its installer, without a menu`() {
        #expect(
            explain(Inventory.mac(13), 7) == [
                "offer: armed", "chainloader: armed", "ipxe-offer: armed", "script: armed",
            ])
        let explanation = Explanation(
            mac: Inventory.mac(13), architecture: ClientArchitecture(rawValue: 7), userClass: nil,
            policy: BootPolicy(settings: PolicySettings(), chainloaders: .debian12), inventory: .rack)
        #expect(explanation.steps.last?.decision.install == .sample("control-plane"))
        #expect(
            explanation.steps.last?.decision.reason.text
                == "node armed is armed for install job 7: it boots the installer, profile control-plane")
    }

    @Test
    func `GRUB asks for its script without another offer`() {
        #expect(
            explain(Inventory.mac(11), 7) == [
                "offer: allowed", "chainloader: allowed", "script: allowed", "menu-default: allowed",
            ])
    }

    @Test
    func `iPXE itself skips the chainloader`() {
        #expect(
            explain(Inventory.mac(1), 0, userClass: "iPXE") == [
                "ipxe-offer: allowed", "script: allowed", "menu-default: allowed",
            ])
    }

    @Test
    func `a Raspberry Pi's boot ROM, which claims to be a BIOS, gets no BIOS program`() throws {
        let mac = MACAddress(rawValue: 0xB827_EB01_0203)
        let explanation = Explanation(
            mac: mac, architecture: ClientArchitecture(rawValue: 0), userClass: nil,
            policy: BootPolicy(settings: PolicySettings(), chainloaders: .debian12),
            inventory: Inventory(nodes: [Node(name: "pi", macs: [mac], profile: "worker")]))
        #expect(explanation.firmware.description == "Raspberry Pi PXE")
        #expect(explanation.steps.map(\.decision.reason.code) == [.noChainloader])
    }

    @Test
    func `the first step that gets nothing is the last`() {
        #expect(explain(MACAddress(rawValue: 0x5254_0000_FFFF), 7) == ["offer: unknown-machine"])
        #expect(explain(Inventory.mac(1), 6) == ["offer: no-chainloader"])
        #expect(
            explain(Inventory.mac(8), 7) == [
                "offer: allowed", "chainloader: allowed", "ipxe-offer: allowed", "script: allowed",
                "menu-default: no-image",
            ])
    }
}
