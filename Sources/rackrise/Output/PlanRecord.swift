import Store

/// A revision of a plan as `--json` lists it; `plan show --json` prints its content.
struct PlanRecord: Encodable {
    /// Its name.
    let name: String
    /// The SHA-256 of its content.
    let revision: String
    /// When it was imported, RFC 3339 in UTC.
    let importedAt: String
    /// The profiles that are installed by it.
    let profiles: [String]

    /// Describes a revision.
    init(_ plan: StoredPlan) {
        name = plan.name
        revision = plan.revision
        importedAt = ClockText.utc().text(plan.importedAt)
        profiles = plan.profiles
    }
}
