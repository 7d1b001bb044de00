import Synchronization

/// How much of each detached step's output this process has seen, so that a step is shown on from there.
final class StepOffsets: Sendable {
    private let seen = Mutex<[String: Int]>([:])

    /// Octets seen of a step.
    subscript(name: String) -> Int { seen.withLock { $0[name, default: 0] } }

    /// Counts octets of a step.
    func add(_ count: Int, to name: String) { seen.withLock { $0[name, default: 0] += count } }
}
