import BootModel
import BootPolicy
import NetIO
import NetTypes

/// Holds the scripts of armed installs back from TFTP clients until their boots are spent.
///
/// A client repeats a request that has no answer, so the first one asks and is dropped, and a later one finds the
/// answer.
@NetLoop
final class TFTPInstalls {
    private let desk: InstallDesk
    private let machines: MachineAddresses
    private let bootToken: @NetLoop (MACAddress) -> String?
    private var asked = AskedBoots()

    /// Makes one; `bootToken` tells the token of a machine's present boot.
    init(
        desk: InstallDesk, machines: MachineAddresses,
        bootToken: @escaping @NetLoop (MACAddress) -> String?
    ) {
        self.desk = desk
        self.machines = machines
        self.bootToken = bootToken
    }

    /// The token of a machine's present boot, for iPXE, which looks for `autoexec.ipxe` where no path names one.
    func presentToken(of mac: MACAddress) -> String? { bootToken(mac) }

    /// What the decision comes to, and the token of the boot; nil while that is asked.
    ///
    /// GRUB names no token in its paths; the offer to its firmware began the boot.
    func settle(
        _ decision: Decision, _ install: PendingInstall, named: String?, mac: MACAddress?,
        client: IPv4Address
    ) -> (decision: Decision, token: String?)? {
        if let mac { machines.note(mac, at: client) }
        guard let token = named ?? mac.flatMap({ bootToken($0) }) else {
            return (decision.withoutToken, nil)
        }
        let key = AskedBoots.Key(job: install.job, token: token)
        switch asked.step(key, at: MonotonicClock.now()) {
        case .answer(let boot): return (decision.settled(boot), token)
        case .wait: break
        case .ask:
            desk.ask(.boot(job: install.job, token: token)) { [weak self] outcome in
                guard case .boot(let boot) = outcome else { return }
                NetLoop.executor.perform { [weak self] in
                    NetLoop.assumeIsolated { self?.asked.settle(key, boot, at: MonotonicClock.now()) }
                }
            }
        }
        return nil
    }
}
