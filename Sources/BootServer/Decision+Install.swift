import BootModel
import BootPolicy

extension Decision {
    /// What the script of an armed install becomes when it was asked whether its boot may begin.
    func settled(_ boot: InstallBoot) -> Decision {
        var decision = self
        switch boot {
        case .installer: return self
        case .localDisk(let why):
            decision.answer = .localDisk(node?.localBoot ?? .automatic, menuOnKey: false)
            decision.reason = Reason(.localDisk, why)
        case .unavailable(let why):
            decision.answer = .explanation
            decision.reason = Reason(.unavailable, why)
        }
        decision.install = nil
        return decision
    }

    /// What the script becomes without a token: nothing would tell this boot from another.
    var withoutToken: Decision {
        settled(
            .unavailable(
                "\(reason), and this request carries no token of a boot: power the machine on, so that its firmware asks this server"
            ))
    }
}
