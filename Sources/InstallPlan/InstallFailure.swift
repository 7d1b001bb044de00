/// Why an install stopped: the name of the failure and what was seen.
public struct InstallFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name; its advice says what to do next.
    public var code: FailureCode
    /// What was seen, with its values: a clause without a full stop.
    public var detail: String

    /// Describes a failure.
    public init(_ code: FailureCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The name, what was seen, and what to do.
    public var description: String { "\(code): \(detail); \(code.advice)" }
}
