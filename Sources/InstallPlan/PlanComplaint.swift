/// What is wrong with a plan at one place.
public struct PlanComplaint: Hashable, Sendable {
    /// The key path in the plan's file, such as `phases.copy.restartAt` or `files[2].path`.
    public var path: String
    /// What is wrong, with its value, and what to do: one sentence without a full stop.
    public var message: String

    /// Describes a complaint.
    public init(_ path: String, _ message: String) {
        self.path = path
        self.message = message
    }
}
