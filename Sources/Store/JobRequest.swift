/// What an operator asks of a job (`job.request`).
public enum JobRequest: String, Hashable, Sendable, CaseIterable {
    /// End it; the node is held and boots its local disk from the moment of asking.
    case cancel
    /// Go on with it, after it failed.
    case retry
}
