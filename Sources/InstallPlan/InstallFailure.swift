/// Why an install stopped: the name of the failure and what was seen.
public struct InstallFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name; its advice says what to do next.
    public var code: FailureCode
    /// What was seen, with its values: a clause without a full stop.
    public var detail: String

    /// The longest detail, in scalars: several texts that were seen.
    public static let detailLimit = 4 * SeenText.limit

    /// Describes a failure; the detail may hold what a machine has told.
    public init(_ code: FailureCode, _ detail: String) {
        self.code = code
        self.detail = SeenText.clean(detail, limit: Self.detailLimit)
    }

    /// Reads what a script on a machine says: a name and what was seen.
    ///
    /// A name that we do not know is not taken over.
    public init(reported words: some Sequence<String>) {
        let words = Array(words)
        let code = FailureCode(rawValue: words.first ?? "")
        let isKnown = FailureCode.all.contains { $0.code == code }
        self.init(
            isKnown ? code : .commandFailed,
            SeenText.clean((isKnown ? words.dropFirst() : words[...]).joined(separator: " ")))
    }

    /// The name, what was seen, and what to do.
    public var description: String { "\(code): \(detail); \(code.advice)" }
}
