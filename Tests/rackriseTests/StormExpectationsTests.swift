import BootModel
import BootPolicy
import BootServer
import NetTypes
import Storm
import Testing

@testable import rackrise

@Suite struct StormExpectationsTests {
    private let mac = MACAddress(rawValue: 0x5254_0000_0001)
    private let armedMAC = MACAddress(rawValue: 0x5254_0000_0002)

    private func expectations(nodeFile: Bool) -> StormExpectations {
        let file = ImageFile(sha256: String(repeating: "a", count: 64), size: 1001)
        let image = NetbootImage(
            version: String(repeating: "a", count: 64), kernel: file, initrd: file,
            commandLine: "init=/run/current/init", instructionSet: .x86)
        let install = PendingInstall(job: 1, profile: "worker", until: WallClock(milliseconds: 1 << 50))
        let nodes = [
            Node(name: "n1", macs: [mac], profile: "worker"),
            Node(name: "n2", macs: [armedMAC], profile: "worker", boot: .install, install: install),
        ]
        return StormExpectations(
            policy: BootPolicy(
                settings: PolicySettings(menuTimeout: .zero), chainloaders: ChainloaderTable([])),
            inventory: Inventory(
                nodes: nodes, profiles: [Profile(name: "worker", image: image, nodeFile: nodeFile)]),
            httpPort: 8080)
    }

    @Test func `nodes with an open install are not played`() {
        let (macs, armedCount) = expectations(nodeFile: false).members
        #expect(macs == [mac])
        #expect(armedCount == 1)
    }

    @Test(arguments: [false, true])
    func `a profile with a node file lengthens the initrd`(nodeFile: Bool) throws {
        let expectation = expectations(nodeFile: nodeFile).expectation(of: mac, .ipxe)
        guard case .image(let kernel, let initrd) = expectation.ending else {
            Issue.record("it \(expectation.ending)")
            return
        }
        #expect(kernel.segment == nil && initrd.size == 1001)
        #expect((initrd.segment != nil) == nodeFile)
    }

    @Test(arguments: ["uefi", "uefi=3,bios=1"])
    func `a mix is shown as it was written`(text: String) {
        #expect(StormMix(argument: text)?.defaultValueDescription == text)
    }
}
