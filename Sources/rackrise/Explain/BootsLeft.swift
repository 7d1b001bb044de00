import BootModel
import BootPolicy
import InstallPlan
import Store

/// How many boots of the installer the arming behind an explanation has left.
struct BootsLeft {
    /// The boots that no machine has begun.
    let count: Int
    private let total: Int

    /// In words.
    var text: String { "\(count) of \(total) boots of the installer left" }

    /// Reads them; nil when the machine is not to be installed.
    init?(_ explanation: Explanation, in database: Database) throws {
        guard let install = explanation.steps.compactMap(\.decision.install).last,
            let record = try database.job(install.job)?.record
        else { return nil }
        total = record.arming.boots
        count = max(0, total - record.tokens.count)
    }
}
