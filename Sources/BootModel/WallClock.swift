/// A calendar time in milliseconds since 1970-01-01T00:00:00Z, as events store it.
public struct WallClock: Hashable, Sendable, Comparable {
    /// Milliseconds since the epoch.
    public let milliseconds: Int64

    /// Makes a time.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whole seconds since the epoch.
    public var seconds: Int64 { milliseconds / 1000 }

    /// The time after `duration`, in whole milliseconds; saturates at both ends.
    public static func + (time: WallClock, duration: Duration) -> WallClock {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let (step, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        let (sum, passed) = time.milliseconds.addingReportingOverflow(step)
        guard overflow || carried || passed else { return WallClock(milliseconds: sum) }
        return WallClock(milliseconds: seconds < 0 ? .min : .max)
    }

    /// Orders by time.
    public static func < (left: WallClock, right: WallClock) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
