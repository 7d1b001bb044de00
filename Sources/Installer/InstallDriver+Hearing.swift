import BootModel
import InstallPlan
import NetTypes
import Store

extension InstallDriver {
    /// How many addresses of a machine are followed: whoever makes up more does not keep a job from its work.
    private static let followedAddresses = 64

    /// Where to look for the machine, the newest address first.
    func candidates(_ macs: [MACAddress]) async -> [IPv4Address] {
        lookedAt = environment.now()
        _ = await hear(macs)
        _ = follow(addresses)
        return addresses
    }

    /// Notes where the machine is heard, and goes after it when that is where nobody has looked yet: a connection to an
    /// address that it has left would be missed only when it has been silent for long.
    func listen() async {
        guard !isStopped, let macs = context?.node.macs else { return }
        let heard = await hear(macs)
        guard !isStopped else { return }
        // A connection that holds is given up only for where its machine has gone.
        let places = shell == nil ? addresses : newPlace(heard).map { [$0] } ?? []
        guard follow(places) else { return }
        send(.addressChanged)
    }

    /// Takes what was heard of the machine.
    private func hear(_ macs: [MACAddress]) async -> [HeardAddress] {
        let heard = await environment.hearing(macs)
        var seen: Set<IPv4Address> = []
        addresses = heard.places.map(\.address).filter { seen.insert($0).inserted }
        lastHeard = heard.lastSign
        return heard.places
    }

    /// Where the card that the connection goes to has spoken since, if it has another address by now.
    ///
    /// A machine's other cards, and what only the kernel's table remembers, say nothing against the connection.
    private func newPlace(_ heard: [HeardAddress]) -> IPv4Address? {
        guard let shell, let lookedAt else { return nil }
        let card = (heard.first { $0.address == shell.endpoint.address } ?? heard.first)?.mac
        let signs = heard.filter { $0.mac == card && ($0.heardAt.map { $0 > lookedAt } ?? false) }
        let last = signs.max { ($0.heardAt ?? lookedAt) < ($1.heardAt ?? lookedAt) }?.address
        return last == shell.endpoint.address ? nil : last
    }

    /// Remembers addresses that are looked at, and says whether one of them is new: each interrupts only once.
    private func follow(_ places: [IPv4Address]) -> Bool {
        let new = Set(places).subtracting(followed).prefix(Self.followedAddresses - followed.count)
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
        let boot = events?.last { $0.event.stage.isOfMachine }?.event.time
        return [boot, lastHeard].compactMap(\.self).max()
    }
}
