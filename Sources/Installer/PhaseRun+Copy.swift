import BootModel
import InstallPlan

extension PhaseRun {
    /// Brings the closure to the disk.
    func copy() async throws {
        switch context.plan.copy {
        case .push: try await push()
        case .pull(let caches, let keys): try await pull(caches, keys)
        }
    }

    /// The machine fetches the closure, and takes only paths that one of the plan's keys has signed.
    private func pull(_ caches: [Template], _ keys: [String]) async throws {
        var addresses = try caches.map { try $0.expanded(with: context.values) }
        if addresses.isEmpty {
            guard let own = cacheURL(shell.endpoint.address) else {
                throw InstallFailure(
                    .cacheUnreachable,
                    "the plan names no cache, and this server serves none; set cache.directory or copy.caches"
                )
            }
            addresses = [own]
        }
        let script = MachineScript(
            asset: "pull",
            [
                "system": try context.system(), "caches": addresses.joined(separator: " "),
                "keys": keys.joined(separator: " "),
            ])
        try await detached(stepName(), script, runsNix: true)
        await tell(.done, "copy: the closure is on the disk, every path signed by a key of the plan")
    }
}
