import BootModel
import BootPolicy
import BootServer
import NetTypes
import Storm

/// What the policy says that simulated machines get.
struct StormExpectations {
    let policy: BootPolicy
    let inventory: Inventory
    /// The port in the server's URLs.
    let httpPort: UInt16

    /// The addresses of the nodes that may be played, in order, and how many nodes may not.
    ///
    /// A node with an open install is left alone: its script would spend a real boot of the installer.
    var members: (macs: [MACAddress], armedCount: Int) {
        let armed = inventory.nodes.filter { $0.install != nil }
        let playable = inventory.nodes.filter { $0.install == nil }
        return (playable.flatMap(\.macs).sorted { $0.rawValue < $1.rawValue }, armed.count)
    }

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
            case (.script, .bootImage(let profile, let image, _)),
                (.menuDefault, .bootImage(let profile, let image, _)):
                ending = .image(
                    kernel: Expectation.File(size: image.kernel.size, sha256: image.kernel.sha256),
                    initrd: initrd(of: image, profile, for: mac))
            case (.script, .explanation), (.menuDefault, .explanation): ending = .explained
            default: continue
            }
        }
        return Expectation(chainloader: chainloader, ending: ending)
    }

    /// The initrd with the segment that the policy puts behind it for this machine.
    private func initrd(of image: NetbootImage, _ profile: String, for mac: MACAddress) -> Expectation.File {
        let question = BootRequest.Question.image(profile: profile, version: image.version, .initrd)
        let file = policy.decide(BootRequest(question, from: .machine(mac)), in: inventory).nodeFile
        return Expectation.File(
            size: image.initrd.size, sha256: image.initrd.sha256,
            segment: file?.segmentLengths(after: image.initrd.size, httpPort: httpPort))
    }
}
