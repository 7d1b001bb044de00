import BootModel
import IPXE

extension BootPolicy {
    func script(
        _ selection: ScriptSelection, _ architecture: Architecture?, _ requester: Requester,
        in inventory: Inventory
    ) -> Decision {
        switch intent(of: requester, in: inventory) {
        case .silence(let reason): Decision(.refusal, reason)
        case .refuse(let reason) where reason.code == .notArmed:
            notArmed(selection, architecture, requester, reason, in: inventory)
        case .refuse(let reason): Decision(.refusal, reason)
        case .localDisk(let node, let reason):
            nodeScript(node, selection, architecture, powerOn: .localDisk, reason, in: inventory)
        case .netboot(let node):
            nodeScript(
                node, selection, architecture, powerOn: .profile(node.profile),
                Reason(.allowed, "node \(node.name) boots profile \(node.profile)"), in: inventory)
        case .install(let node, let install, let reason):
            installerScript(node, install, selection, architecture, reason, in: inventory)
        case .unknownMenu: unknownScript(selection, architecture, in: inventory)
        }
    }

    /// A whitelisted machine is told why on its console; a menu is there for who asks for one, and arms nothing.
    private func notArmed(
        _ selection: ScriptSelection, _ architecture: Architecture?, _ requester: Requester,
        _ reason: Reason, in inventory: Inventory
    ) -> Decision {
        guard selection != .powerOn, let node = requester.mac.flatMap({ inventory.node(mac: $0) }) else {
            return Decision(.explanation, reason)
        }
        return nodeScript(node, selection, architecture, powerOn: .localDisk, reason, in: inventory)
    }

    /// A power-on boots the installer and nothing asks; a menu is there for who asks for one, and writes nothing.
    private func installerScript(
        _ node: Shared<Node>, _ install: PendingInstall, _ selection: ScriptSelection,
        _ architecture: Architecture?,
        _ reason: Reason, in inventory: Inventory
    ) -> Decision {
        guard selection == .powerOn else {
            return nodeScript(node, selection, architecture, powerOn: .localDisk, reason, in: inventory)
        }
        // A boot that could not be started must not be spent, so there has to be room for its token.
        let token = " \(PendingInstall.tokenArgument)=" + String(repeating: "0", count: Self.longestToken)
        let extra = node.variables["cmdline"]
        let rehearsal = boot(
            install.profile, architecture, extra: (extra ?? "") + token, reason, in: inventory)
        guard case .bootImage = rehearsal.answer else { return rehearsal }
        var decision = boot(install.profile, architecture, extra: extra, reason, in: inventory)
        decision.install = install
        return decision
    }

    private func nodeScript(
        _ node: Shared<Node>, _ selection: ScriptSelection, _ architecture: Architecture?,
        powerOn: BootMenu.Entry,
        _ reason: @autoclosure () -> Reason, in inventory: Inventory
    ) -> Decision {
        func menu(timeout: Duration?) -> Decision.Answer {
            let entries = node.allProfiles.map(BootMenu.Entry.profile) + [.localDisk]
            return .menu(BootMenu(entries: entries, defaultEntry: powerOn, timeout: timeout))
        }
        switch selection {
        case .powerOn where powerOn == .localDisk:
            return Decision(.localDisk(node.localBoot, menuOnKey: node.state != .held), reason())
        case .powerOn where settings.menuTimeout == .zero:
            return boot(node.profile, architecture, extra: node.variables["cmdline"], reason(), in: inventory)
        case .powerOn:
            return Decision(menu(timeout: settings.menuTimeout), reason())
        // Held is the operator's stop: nobody at the console overrides it.
        case _ where node.state == .held:
            return Decision(.localDisk(node.localBoot, menuOnKey: false), reason())
        case .menu:
            return Decision(
                menu(timeout: nil), Reason(.allowed, "the menu of node \(node.name) was asked for"))
        case .profile(let name):
            guard node.value.mayUse(name) else { return notAllowed(name, node, in: inventory) }
            return boot(
                name, architecture, extra: node.variables["cmdline"],
                Reason(.allowed, "profile \(name) was chosen for this boot of node \(node.name)"),
                in: inventory)
        case .localDisk:
            return Decision(
                .localDisk(node.localBoot, menuOnKey: false),
                Reason(.localDisk, "the local disk was chosen for this boot of node \(node.name)"))
        }
    }

    private func unknownScript(
        _ selection: ScriptSelection, _ architecture: Architecture?, in inventory: Inventory
    ) -> Decision {
        let offered = inventory.profiles.filter(\.offeredToUnknown).map(\.name).sorted()
        switch selection {
        case .profile(let name) where offered.contains(name):
            return boot(
                name, architecture, extra: nil,
                Reason(.allowed, "profile \(name), offered to unknown machines, was chosen"), in: inventory)
        case .profile(let name):
            return Decision(
                .explanation, Reason(.profileNotAllowed, "profile \(name) is not offered to unknown machines")
            )
        case .powerOn, .menu:
            let timeout = selection == .menu || settings.menuTimeout == .zero ? nil : settings.menuTimeout
            return Decision(
                .menu(
                    BootMenu(
                        entries: offered.map(BootMenu.Entry.profile) + [.localDisk], defaultEntry: .localDisk,
                        timeout: timeout)),
                Reason(.allowed, "unknown machines get the menu"))
        case .localDisk:
            return Decision(
                .localDisk(.automatic, menuOnKey: false), Reason(.localDisk, "the local disk was chosen"))
        }
    }

    private func boot(
        _ name: String, _ architecture: Architecture?, extra: String?, _ reason: Reason,
        in inventory: Inventory
    ) -> Decision {
        guard let profile = inventory.profile(name: name) else {
            return Decision(.explanation, Reason(.notFound, "there is no profile \(name)"))
        }
        guard let image = profile.image else {
            return Decision(
                .explanation,
                Reason(.noImage, "profile \(name) has no image: rackrise profile import \(name) DIR"))
        }
        if let architecture, architecture.instructionSet != image.instructionSet {
            return Decision(
                .explanation,
                Reason(
                    .wrongArchitecture,
                    "the kernel of profile \(name) is for \(image.instructionSet.rawValue), this machine is \(architecture.rawValue)"
                ))
        }
        return boot(name, image, extra: extra, reason)
    }

    /// Boots an image, or says why iPXE could not pass its arguments on, such as a node's `cmdline` that was written with SQL.
    func boot(_ profile: String, _ image: NetbootImage, extra: String? = nil, _ reason: Reason) -> Decision {
        do throws(KernelCommandLineError) {
            var commandLine = try KernelCommandLine(image.commandLine)
            if let extra { commandLine = try commandLine.appending(KernelCommandLine(extra)) }
            return Decision(.bootImage(profile: profile, image, commandLine), reason)
        } catch {
            return Decision(.explanation, Reason(.unusableArguments, error.description))
        }
    }

    func notAllowed(_ profile: String, _ node: Shared<Node>, in inventory: Inventory) -> Decision {
        guard inventory.profile(name: profile) != nil else {
            return Decision(.explanation, Reason(.notFound, "there is no profile \(profile)"))
        }
        return Decision(
            .explanation,
            Reason(
                .profileNotAllowed,
                "node \(node.name) may not use profile \(profile): rackrise node set \(node.name) --also \(profile)"
            ))
    }
}
