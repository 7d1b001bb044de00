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
            case .autoexec: autoexec(request.requester, in: inventory)
            case .script(let selection, let architecture):
                script(selection, architecture, request.requester, in: inventory)
            case .image(let profile, let version, let part):
                imageFile(profile: profile, version: version, part, request.requester, in: inventory)
            case .netbootScript(let profile):
                netbootScript(profile: profile, request.requester, in: inventory)
            case .cache(let file): cache(file, request.requester, in: inventory)
            case .report: report(request.requester, in: inventory)
            }
        decision.node = node
        decision.shim = shim(for: decision)
        return decision
    }

    // MARK: - Offers

    private func offer(to firmware: Firmware, _ requester: Requester, in inventory: Inventory) -> Decision {
        switch intent(of: requester, in: inventory) {
        case .silence(let reason): Decision(.silence, reason)
        case .localDisk(let node, let reason) where node.localBoot == .noOffer: Decision(.silence, reason)
        // A refusal is offered its chainloader too: only a script can say why on the machine's console.
        case .localDisk(let node, let reason): firstStep(for: firmware, node.loader, reason)
        case .refuse(let reason):
            firstStep(
                for: firmware, requester.mac.flatMap { inventory.node(mac: $0) }?.loader ?? .ipxe, reason)
        case .netboot(let node):
            firstStep(
                for: firmware, node.loader,
                Reason(.allowed, "node \(node.name) boots profile \(node.profile)"))
        case .install(let node, _, let reason): firstStep(for: firmware, node.loader, reason)
        case .unknownMenu:
            firstStep(for: firmware, .ipxe, Reason(.allowed, "unknown machines get the menu"))
        }
    }

    private func firstStep(for firmware: Firmware, _ wanted: Loader, _ reason: Reason) -> Decision {
        if firmware.kind == .ipxe { return iPXEStep(for: firmware, reason) }
        // Secure Boot is UEFI's: a BIOS starts iPXE itself.
        let loader = firmware.architecture?.isUEFI == true ? wanted : .ipxe
        if loader == .shimGRUB, firmware.kind == .httpBoot {
            return Decision(
                .silence,
                Reason(
                    .noChainloader,
                    "signed GRUB loads by TFTP only: let this machine boot by PXE, not by HTTP Boot"))
        }
        guard let architecture = firmware.architecture,
            let chainloader = chainloaders.chainloader(for: architecture, loader)
        else {
            return Decision(
                .silence,
                Reason(
                    .noChainloader,
                    "no chainloader for this architecture: \(firmware), type \(firmware.client.rawValue)\(advice(firmware, loader))"
                ))
        }
        return Decision(.chainloader(chainloader), reason)
    }

    /// A script, or first a build that can run it: that one tells what it can do too, so the chain ends there.
    private func iPXEStep(for firmware: Firmware, _ reason: Reason) -> Decision {
        guard firmware.isCutDown, firmware.architecture == .x86BIOS,
            let fuller = chainloaders.chainloader(for: .x86BIOS, .ipxe)
        else { return Decision(.scriptURL, reason) }
        return Decision(
            .chainloader(fuller),
            Reason(
                reason.code, "\(reason.text); its own iPXE lacks HTTP or bzImage and loads a fuller one first"
            ))
    }

    private func advice(_ firmware: Firmware, _ loader: Loader) -> String {
        guard let architecture = firmware.architecture else { return "" }
        let programs = loader.programs(for: architecture).filter { !$0.isOptional }
        guard !programs.isEmpty else { return "; there is no loader \(loader.rawValue) for it" }
        let names = programs.map { $0.files.joined(separator: " or ") }.joined(separator: ", and ")
        return "; put \(names) into one of chainloaders.directories"
    }

    private func chainloader(named name: String, _ requester: Requester, in inventory: Inventory) -> Decision
    {
        guard let chainloader = chainloaders.chainloader(named: name) else {
            return Decision(.notFound, Reason(.notFound, "there is no file \(name) here"))
        }
        if case .appliance = requester { return Decision(.chainloader(chainloader), Self.own) }
        return program(.chainloader(chainloader), requester, in: inventory)
    }

    private func autoexec(_ requester: Requester, in inventory: Inventory) -> Decision {
        program(.scriptURL, requester, in: inventory)
    }

    /// The answer for a machine that may run programs of ours, were it only to say why it does not boot.
    private func program(_ answer: Decision.Answer, _ requester: Requester, in inventory: Inventory)
        -> Decision
    {
        switch intent(of: requester, in: inventory) {
        case .silence(let reason): return Decision(.refusal, reason)
        case .refuse(let reason) where reason.code != .notArmed: return Decision(.refusal, reason)
        case .refuse(let reason), .localDisk(_, let reason), .install(_, _, let reason):
            return Decision(answer, reason)
        case .netboot(let node): return Decision(answer, Reason(.allowed, "node \(node.name) may boot"))
        case .unknownMenu: return Decision(answer, Reason(.allowed, "unknown machines get the menu"))
        }
    }

    /// Under Secure Boot a kernel is started only if the distribution's shim trusts it.
    private func shim(for decision: Decision) -> Chainloader? {
        guard decision.node?.loader == .shimIPXE, case .bootImage(_, let image, _) = decision.answer,
            let architecture = Architecture.allCases.first(where: {
                $0.isUEFI && $0 != .ia32 && $0.instructionSet == image.instructionSet
            })
        else { return nil }
        return chainloaders.chainloader(for: architecture, .shimGRUB)
    }

    /// Octets of the longest token of a boot, for the kernel's command line.
    public static let longestToken = 38

    static let own = Reason(.allowed, "the server itself may fetch everything")
}
