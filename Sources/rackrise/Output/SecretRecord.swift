import Store

/// A secret as `--json` shows it; its value is never shown.
struct SecretRecord: Encodable {
    /// Its name.
    let name: String
    /// When its value was set, RFC 3339 in UTC.
    let setAt: String
    /// The plans in use that need it.
    let plans: [String]

    /// Describes a secret.
    init(_ secret: StoredSecret) {
        name = secret.name
        setAt = ClockText.utc().text(secret.setAt)
        plans = secret.plans
    }
}
