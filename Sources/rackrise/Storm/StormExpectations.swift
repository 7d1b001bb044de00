import BootModel
import BootPolicy
import NetTypes
import Storm

/// What the policy says that simulated machines get.
struct StormExpectations {
    let policy: BootPolicy
    let inventory: Inventory

    /// The expectation for a machine, from the same decisions as `rackrise explain`.
    func expectation(of mac: MACAddress, _ personality: Personality) -> Expectation {
        let explanation = Explanation(
            mac: mac, architecture: ClientArchitecture(rawValue: personality.architectureType),
            userClass: personality == .ipxe ? "iPXE" : nil, policy: policy, inventory: inventory)
        var chainloader: String?
        var ending = Expectation.Ending.silence(personality == .ipxe ? .ipxeOffer : .offer)
        for step in explanation.steps {
            switch (step.question, step.decision.answer) {
            case (.offer, .chainloader(let program)): chainloader = program.name
            case (.chainloader, .chainloader): ending = .silence(.ipxeOffer)
            case (.ipxeOffer, .chainloader), (.ipxeOffer, .silence): ending = .silence(.ipxeOffer)
            case (.script, .localDisk), (.menuDefault, .localDisk): ending = .localDisk
            case (.script, .menu(let menu)) where menu.defaultEntry == .localDisk: ending = .localDisk
            case (.script, .bootImage(_, let image, _)), (.menuDefault, .bootImage(_, let image, _)):
                ending = .image(kernel: Self.file(image.kernel), initrd: Self.file(image.initrd))
            case (.script, .explanation), (.menuDefault, .explanation): ending = .explained
            default: continue
            }
        }
        return Expectation(chainloader: chainloader, ending: ending)
    }

    private static func file(_ file: ImageFile) -> Expectation.File {
        Expectation.File(size: file.size, sha256: file.sha256)
    }
}
