import BootModel
import InstallPlan
import NetTypes
import Store

extension InstallDriver {
    /// How many addresses of a machine are followed: whoever makes up more does not keep a job from its work.
    private static let followedAddresses = 64

    /// Where to look for the machine, the newest address first.
    func candidates(_ macs: [MACAddress]) async -> [IPv4Address] {
        _ = await hear(macs)
        return addresses
    }

    /// Notes where the machine is heard, and goes after it when that is where nobody has looked yet: a connection to an
    /// address that it has left would be missed only when it has been silent for long.
    func listen() async {
        guard !isStopped, let macs = context?.node.macs, await hear(macs) else { return }
        send(.addressChanged)
    }

    /// Takes what was heard of the machine, and says whether an address is among it that is to be followed.
    private func hear(_ macs: [MACAddress]) async -> Bool {
        lastHeard = await environment.lastHeard(macs)
        addresses = await environment.addresses(macs)
        let new = Set(addresses).subtracting(followed).prefix(Self.followedAddresses - followed.count)
        followed.formUnion(new)
        return !new.isEmpty
    }

    /// Why an installed system does not answer that is up; nil when nothing of it was heard since the restart.
    var addressUnknown: InstallFailure? {
        guard job.record.phase == .confirm, job.record.activity == .connecting(.run), let heard = lastSign,
            let steps = try? environment.database.steps(of: stored.id),
            let restart = steps.first(where: { $0.phase == .confirm })?.startedAt, heard > restart
        else { return nil }
        let ago = (environment.now().milliseconds - heard.milliseconds) / 1000
        let places = addresses.isEmpty ? "any address" : addresses.map(\.description).joined(separator: ", ")
        return InstallFailure(
            .ipUnknownAfterReboot,
            "it was last heard \(ago) s ago, and no SSH server of it answers at \(places)")
    }

    /// The machine's last sign of life: of its system, or of its firmware, which an earlier process may have heard.
    private var lastSign: WallClock? {
        let events = try? environment.database.events(.node(stored.node), limit: 100)
        let boot = events?.last { $0.event.stage != .install }?.event.time
        return [boot, lastHeard].compactMap(\.self).max()
    }
}
