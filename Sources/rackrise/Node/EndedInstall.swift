import BootModel
import InstallPlan
import Store

/// An install that ends because its node gets another boot setting.
struct EndedInstall: Encodable {
    let node: String
    let job: Int64
    /// Where it is; null when no boot has begun it.
    @OrNull var phase: String?
    /// Whether something runs on the machine that should not end by the way.
    let isRunning: Bool

    private enum CodingKeys: CodingKey { case node, job, phase }

    /// The install that an edit ends; nil where it leaves the node's install alone or there is none.
    init?(_ before: Node?, _ after: Node, in database: Database) throws {
        guard let before, let install = before.install, after.boot != .install,
            let job = try database.job(install.job)
        else { return nil }
        node = before.name
        self.job = job.id
        phase = job.record.activity == .armed ? nil : job.record.phase.rawValue
        isRunning = job.record.phase > .waitForSSH
    }

    /// For the list of changes.
    var text: String {
        "ends install job \(job) of \(node), "
            + (phase.map { "under way in \($0)" } ?? "which no boot has begun")
    }

    /// Why it is not done without force.
    var refusal: String {
        "another boot setting \(text); end it with rackrise install cancel \(node), or say --force"
    }
}
