import ArgumentParser
import OperatorFiles
import Store

/// A plan as an operator names it: by its name for the newest revision, or by the first digits of a revision.
struct PlanReference: ExpressibleByArgument {
    /// The fewest digits that name a revision.
    private static let leastDigits = 4

    /// What was typed.
    let text: String

    /// Takes any word.
    init(argument: String) { text = argument }

    /// The revision.
    ///
    /// - Throws: A refusal that names the nearest plan.
    func plan(in database: Database) throws -> StoredPlan {
        let plans = try database.plans()
        if let newest = plans.first(where: { $0.name == text }) { return newest }
        let matches = plans.filter {
            text.count >= Self.leastDigits && $0.revision.hasPrefix(text.lowercased())
        }
        guard matches.count <= 1 else {
            throw CommandError.refused("\(matches.count) revisions begin with \(text); give more digits")
        }
        if let match = matches.first { return match }
        throw CommandError.refused(
            NodeReference.unknown(
                "plan", text, among: plans.map(\.name), remedy: "rackrise plan import \(text) FILE stores it")
        )
    }
}
