import BootModel
import NetTypes

extension BootPolicy {
    /// What a machine's power-on comes to, before the step it is at is looked at.
    enum Intent {
        case silence(Reason)
        case refuse(Reason)
        case localDisk(Shared<Node>, Reason)
        case netboot(Shared<Node>)
        case install(Shared<Node>, PendingInstall, Reason)
        case unknownMenu
    }

    func intent(of requester: Requester, in inventory: Inventory) -> Intent {
        switch requester {
        case .appliance:
            .refuse(Reason(.unidentified, "the server itself is no machine: add ?mac= with a node's address"))
        case .stranger(let address):
            .refuse(
                Reason(
                    .unidentified,
                    "no DHCP request and no neighbour entry tells which machine has \(address): boot it by PXE on a served interface"
                ))
        case .impostor(let claimed, let actual):
            .refuse(
                Reason(.impostor, "the request names \(claimed), but its address belongs to \(actual)"))
        case .machine(let mac):
            if let node = inventory.node(mac: mac) {
                intent(of: node, in: inventory)
            } else {
                intentForUnknown(mac)
            }
        }
    }

    private func intent(of node: Shared<Node>, in inventory: Inventory) -> Intent {
        switch (node.state, node.boot) {
        case (.ignored, _):
            .silence(Reason(.ignored, "node \(node.name) is ignored: rackrise node approve \(node.name)"))
        case (.held, _):
            .localDisk(
                node,
                Reason(
                    .held,
                    "node \(node.name) is held on its local disk: rackrise node approve \(node.name) releases it"
                ))
        case (.allowed, .local):
            .localDisk(node, Reason(.localDisk, "node \(node.name) is set to boot its local disk"))
        case (.allowed, .install):
            node.install.map { .install(node, $0, armed(node, $0)) }
                ?? .refuse(notArmed(node, in: inventory))
        case (.allowed, .netboot): .netboot(node)
        }
    }

    private func armed(_ node: Shared<Node>, _ install: PendingInstall) -> Reason {
        Reason(
            .armed,
            "node \(node.name) is armed for install job \(install.job): it boots the installer, profile \(install.profile)"
        )
    }

    private func notArmed(_ node: Shared<Node>, in inventory: Inventory) -> Reason {
        let remedy =
            inventory.profile(name: node.profile)?.plan == nil
            ? "its profile \(node.profile) has no plan: rackrise profile set \(node.profile) --plan NAME, then rackrise install \(node.name)"
            : "rackrise install \(node.name) arms it"
        return Reason(
            .notArmed, "node \(node.name) is set to install and has no install under way: \(remedy)")
    }

    private func intentForUnknown(_ mac: MACAddress) -> Intent {
        switch settings.unknownMachines {
        case .menu: .unknownMenu
        case .discover, .ignore:
            .silence(
                Reason(
                    .unknownMachine,
                    mac.isGroup
                        ? "\(mac) is a group address, which no machine has"
                        : "\(mac) is on no node: rackrise node add \(mac) --name NAME --profile PROFILE"))
        }
    }
}
