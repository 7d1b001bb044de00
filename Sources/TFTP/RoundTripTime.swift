import NetTypes

/// What a transfer knows of its round trip, and the wait before a repetition that follows from it (RFC 6298 §2).
///
/// RFC 1123 §4.2.3.3 asks TFTP for such a wait. Ours is never shorter than a granularity that covers a client that
/// stores what it got, nor longer than the first wait: the file is on the same network.
struct RoundTripTime {
    /// In nanoseconds: the smoothed round trip and its variation; nil before the first sample.
    private var estimate: (smoothed: UInt64, variation: UInt64)?

    /// Takes the time from a packet to its answer; only of packets that were sent once (Karn's rule).
    mutating func add(from sent: Instant, to answered: Instant) {
        guard answered >= sent else { return }
        let sample = answered.nanoseconds - sent.nanoseconds
        guard let (smoothed, variation) = estimate else {
            estimate = (sample, sample / 2)
            return
        }
        let difference = sample > smoothed ? sample - smoothed : smoothed - sample
        // In this order: a huge sample cannot overflow.
        estimate = (smoothed - smoothed / 8 + sample / 8, variation - variation / 4 + difference / 4)
    }

    /// How long to wait for an answer; nil before the first sample.
    func wait(shortest: Duration, longest: Duration) -> Duration? {
        guard let estimate else { return nil }
        let bounded =
            min(estimate.smoothed, UInt64(Int64.max / 8)) + 4
            * min(estimate.variation, UInt64(Int64.max / 64))
        return min(max(.nanoseconds(Int64(bounded)), shortest), longest)
    }
}
