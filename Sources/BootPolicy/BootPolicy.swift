public import BootModel

/// The one decision: what a machine gets, from its request and the whitelist alone.
///
/// DHCP on ports 67 and 4011, TFTP, HTTP Boot, scripts, menus, image files and `rackrise explain` all ask here, and
/// no service has a rule of its own.
public struct BootPolicy: Hashable, Sendable {
    /// The operator's settings.
    public var settings: PolicySettings
    /// The chainloaders that exist.
    public var chainloaders: ChainloaderTable

    /// Makes a policy.
    public init(settings: PolicySettings, chainloaders: ChainloaderTable) {
        self.settings = settings
        self.chainloaders = chainloaders
    }

    /// Decides.
    public func decide(_ request: BootRequest, in inventory: Inventory) -> Decision {
        let node = request.requester.mac.flatMap { inventory.node(mac: $0) }
        var decision =
            switch request.question {
            case .offer(let firmware): offer(to: firmware, request.requester, in: inventory)
            case .chainloader(let name): chainloader(named: name, request.requester, in: inventory)
            case .script(let selection, let architecture):
                script(selection, architecture, request.requester, in: inventory)
            case .image(let profile, let version, let part):
                imageFile(profile: profile, version: version, part, request.requester, in: inventory)
            case .netbootScript(let profile):
                netbootScript(profile: profile, request.requester, in: inventory)
            }
        decision.node = node
        return decision
    }

    // MARK: - Offers

    private func offer(to firmware: Firmware, _ requester: Requester, in inventory: Inventory) -> Decision {
        switch intent(of: requester, in: inventory) {
        case .silence(let reason): Decision(.silence, reason)
        case .localDisk(let node, let reason) where node.localBoot == .noOffer: Decision(.silence, reason)
        // A refusal is offered its chainloader too: only a script can say why on the machine's console.
        case .localDisk(_, let reason), .refuse(let reason): firstStep(for: firmware, reason)
        case .netboot(let node):
            firstStep(
                for: firmware, Reason(.allowed, "node \(node.name) boots profile \(node.profile)"))
        case .unknownMenu:
            firstStep(for: firmware, Reason(.allowed, "unknown machines get the menu"))
        }
    }

    private func firstStep(for firmware: Firmware, _ reason: Reason) -> Decision {
        if firmware.kind == .ipxe { return Decision(.scriptURL, reason) }
        guard let architecture = firmware.architecture,
            let chainloader = chainloaders.chainloader(for: architecture)
        else {
            return Decision(
                .silence,
                Reason(
                    .noChainloader,
                    "no chainloader for this architecture: \(firmware), type \(firmware.client.rawValue)\(advice(firmware))"
                ))
        }
        return Decision(.chainloader(chainloader), reason)
    }

    private func advice(_ firmware: Firmware) -> String {
        guard let names = firmware.architecture.map(Chainloader.candidates) else { return "" }
        return "; put \(names.joined(separator: " or ")) into one of chainloaders.directories"
    }

    private func chainloader(named name: String, _ requester: Requester, in inventory: Inventory) -> Decision
    {
        guard let chainloader = chainloaders.chainloader(named: name) else {
            return Decision(.notFound, Reason(.notFound, "no chainloader is called \(name)"))
        }
        if case .appliance = requester { return Decision(.chainloader(chainloader), Self.own) }
        switch intent(of: requester, in: inventory) {
        case .silence(let reason): return Decision(.refusal, reason)
        case .refuse(let reason) where reason.code != .notArmed: return Decision(.refusal, reason)
        case .refuse(let reason), .localDisk(_, let reason):
            return Decision(.chainloader(chainloader), reason)
        case .netboot(let node):
            return Decision(.chainloader(chainloader), Reason(.allowed, "node \(node.name) may boot"))
        case .unknownMenu:
            return Decision(.chainloader(chainloader), Reason(.allowed, "unknown machines get the menu"))
        }
    }

    static let own = Reason(.allowed, "the server itself may fetch everything")
}
