public import BootModel

extension BootPolicy {
    /// The image that a machine will ask for if its boot goes on as it begins; nil where that is its own disk, or a choice.
    public func expectedImage(of requester: Requester, in inventory: Inventory) -> NetbootImage? {
        switch intent(of: requester, in: inventory) {
        case .netboot(let node): inventory.profile(name: node.profile)?.image
        case .install(_, let install, _): inventory.profile(name: install.profile)?.image
        case .silence, .refuse, .localDisk, .unknownMenu: nil
        }
    }

    func imageFile(
        profile name: String, version: String?, _ part: ImagePart, _ requester: Requester,
        in inventory: Inventory
    ) -> Decision {
        let permission = mayUse(name, requester, in: inventory)
        guard permission.granted else { return Decision(.refusal, permission.reason) }
        guard let profile = inventory.profile(name: name) else {
            return Decision(.notFound, Reason(.notFound, "there is no profile \(name)"))
        }
        guard let image = version.map({ profile.value.image(version: $0) }) ?? profile.image else {
            return Decision(.notFound, missing(version, of: profile))
        }
        var decision = Decision(.image(image, part), permission.reason)
        guard part == .initrd, let mac = requester.mac, let node = inventory.node(mac: mac) else {
            return decision
        }
        let isInstaller = installs(node, from: name)
        if profile.nodeFile || isInstaller {
            decision.nodeFile = NodeFile(
                name: node.name, mac: mac, profile: name, variables: node.variables, isInstaller: isInstaller)
        }
        return decision
    }

    func netbootScript(profile name: String, _ requester: Requester, in inventory: Inventory) -> Decision {
        let permission = mayUse(name, requester, in: inventory)
        guard permission.granted else { return Decision(.refusal, permission.reason) }
        guard let profile = inventory.profile(name: name), let image = profile.image else {
            return Decision(.notFound, Reason(.noImage, "there is no profile \(name) with an image"))
        }
        return boot(name, image, permission.reason)
    }

    /// A known machine may fetch the images of every profile it may use, whatever its boot setting.
    private func mayUse(
        _ profile: String, _ requester: Requester, in inventory: Inventory
    ) -> (granted: Bool, reason: Reason) {
        if case .appliance = requester { return (true, Self.own) }
        if settings.openImages { return (true, Reason(.allowed, "http.openImages is true")) }
        switch intent(of: requester, in: inventory) {
        case .silence(let reason),
            .refuse(let reason) where reason.code != .notArmed:
            return (false, opening(reason))
        case .refuse, .localDisk, .netboot, .install:
            guard let node = requester.mac.flatMap({ inventory.node(mac: $0) }) else { break }
            guard node.value.mayUse(profile) || installs(node, from: profile) else {
                let reason = notAllowed(profile, node, in: inventory).reason
                return (false, reason.code == .notFound ? reason : opening(reason))
            }
            return (true, Reason(.allowed, "node \(node.name) may use profile \(profile)"))
        case .unknownMenu where inventory.profile(name: profile)?.offeredToUnknown == true:
            return (true, Reason(.allowed, "profile \(profile) is offered to unknown machines"))
        case .unknownMenu: break
        }
        return (
            false,
            opening(Reason(.profileNotAllowed, "profile \(profile) is not offered to unknown machines"))
        )
    }

    /// Whether a node's power-on boots this profile as its installer.
    private func installs(_ node: Shared<Node>, from profile: String) -> Bool {
        node.state == .allowed && node.boot == .install && node.install?.profile == profile
    }

    /// Tells the other way in, too: a 403 names the key that opens it.
    private func opening(_ reason: Reason) -> Reason {
        Reason(reason.code, "\(reason.text); http.openImages: true would open image files to everybody")
    }

    private func missing(_ version: String?, of profile: Shared<Profile>) -> Reason {
        if let version {
            return Reason(
                .notFound, "profile \(profile.name) keeps no version \(version): it was replaced since")
        }
        return Reason(
            .noImage, "profile \(profile.name) has no image: rackrise profile import \(profile.name) DIR")
    }
}
