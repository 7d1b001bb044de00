/// A reading of a monotonic clock, in nanoseconds since an arbitrary start.
///
/// Cores are told the time; they never ask.
public struct Instant: Hashable, Sendable, Comparable {
    /// Nanoseconds since the clock's start.
    public let nanoseconds: UInt64

    /// Makes a reading.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Orders by time.
    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The reading after `duration`; saturates at both ends of the clock.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let step = nanoseconds(of: duration)
        let (sum, overflow) =
            step >= 0
            ? instant.nanoseconds.addingReportingOverflow(UInt64(step))
            : instant.nanoseconds.subtractingReportingOverflow(UInt64(-step))
        guard overflow else { return Instant(nanoseconds: sum) }
        return Instant(nanoseconds: step >= 0 ? .max : 0)
    }

    /// The time from `earlier` to `later`; negative when they are the other way round.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        .nanoseconds(Int64(bitPattern: later.nanoseconds &- earlier.nanoseconds))
    }

    private static func nanoseconds(of duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, whole != .min else { return seconds < 0 ? -.max : .max }
        let (sum, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !carried else { return seconds < 0 ? -.max : .max }
        return sum
    }
}
