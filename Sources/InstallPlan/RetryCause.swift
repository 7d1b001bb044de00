/// A kind of failure that another attempt may heal.
public enum RetryCause: String, Hashable, Sendable, CaseIterable {
    /// The connection was lost, or led to another machine.
    case connection
    /// The phase took too long.
    case timeout
    /// A command ended with a status other than zero.
    case exit
}
