import BootModel
import BootPolicy
import NetTypes
import Testing

/// What is read ahead when a machine begins to boot.
struct ExpectedImageTests {
    private static let expected: [(UInt64, NetbootImage?)] = [
        (1, .worker), (2, .worker), (3, nil), (5, nil), (6, nil), (7, nil), (8, nil), (13, .controlPlane),
        (15, .worker), (16, nil), (17, nil), (99, nil),
    ]

    @Test(arguments: expected)
    func `an image is expected of machines that boot one, and of no others`(
        number: UInt64, image: NetbootImage?
    ) {
        let policy = BootPolicy(settings: PolicySettings(unknownMachines: .menu), chainloaders: .debian12)
        #expect(policy.expectedImage(of: .machine(Inventory.mac(number)), in: .rack) == image)
    }

    @Test func `who is no machine is expected to ask for nothing`() {
        let policy = BootPolicy(settings: PolicySettings(), chainloaders: .debian12)
        #expect(policy.expectedImage(of: .appliance, in: .rack) == nil)
        #expect(policy.expectedImage(of: .stranger(.loopback), in: .rack) == nil)
    }
}
