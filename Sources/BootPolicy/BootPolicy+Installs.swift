import BootModel

extension BootPolicy {
    /// The binary cache is for every machine on the whitelist, whatever it boots, and for this server itself.
    func cache(_ file: CacheFile, _ requester: Requester, in inventory: Inventory) -> Decision {
        if case .appliance = requester { return Decision(.cache(file), Self.own) }
        switch intent(of: requester, in: inventory) {
        case .silence(let reason),
            .refuse(let reason) where reason.code != .notArmed:
            return Decision(.refusal, reason)
        case .refuse, .localDisk, .netboot, .install:
            return Decision(.cache(file), Reason(.allowed, "whitelisted machines may use the binary cache"))
        case .unknownMenu:
            return Decision(
                .refusal, Reason(.unknownMachine, "the binary cache is for whitelisted machines only"))
        }
    }

    /// Host keys are taken only while an install waits for them.
    func report(_ requester: Requester, in inventory: Inventory) -> Decision {
        switch intent(of: requester, in: inventory) {
        case .install(_, let install, let reason):
            var decision = Decision(.acceptance, reason)
            decision.install = install
            return decision
        case .silence(let reason), .refuse(let reason): return Decision(.refusal, reason)
        case .localDisk(let node, _), .netboot(let node):
            return Decision(.refusal, Reason(.notArmed, "node \(node.name) has no install under way"))
        case .unknownMenu:
            return Decision(
                .refusal, Reason(.unknownMachine, "unknown machines are never installed"))
        }
    }
}
