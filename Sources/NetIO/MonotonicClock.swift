import Glibc
public import NetTypes

/// The machine's clocks, read at the edge and passed inwards as values.
public enum MonotonicClock {
    /// The monotonic clock; it does not stand still while the machine sleeps.
    public static func now() -> Instant {
        var reading = timespec()
        clock_gettime(CLOCK_BOOTTIME, &reading)
        return Instant(nanoseconds: UInt64(reading.tv_sec) * 1_000_000_000 + UInt64(reading.tv_nsec))
    }

    /// Milliseconds of calendar time since 1970-01-01T00:00:00Z.
    public static func unixMilliseconds() -> Int64 {
        var reading = timespec()
        clock_gettime(CLOCK_REALTIME, &reading)
        return Int64(reading.tv_sec) * 1000 + Int64(reading.tv_nsec) / 1_000_000
    }
}
