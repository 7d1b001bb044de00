import Synchronization

/// Passes progress on at most twice a second, and always its last.
final class ProgressRecord: Sendable {
    private static let interval = Duration.milliseconds(500)

    private let last = Mutex<ContinuousClock.Instant?>(nil)
    private let write: @Sendable (UInt64, UInt64) -> Void

    init(_ write: @escaping @Sendable (UInt64, UInt64) -> Void) { self.write = write }

    /// Takes how far something is.
    func take(_ done: UInt64, _ total: UInt64) {
        let isDue = last.withLock { last in
            let now = ContinuousClock.now
            if done < total, let before = last, now - before < Self.interval { return false }
            last = now
            return true
        }
        if isDue { write(done, total) }
    }
}
