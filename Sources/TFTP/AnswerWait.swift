import NetTypes

/// How long a transfer waits for an answer, and how often it repeats itself before it gives up.
///
/// The wait follows the measured round trip, unless the client negotiated one (`timeout`), and doubles with each repetition.
struct AnswerWait: Sendable {
    private let limits: TFTPLimits
    private let negotiated: Duration?
    private var roundTrip = RoundTripTime()
    /// When the awaited packet or window left; nil once it was repeated.
    private var sentAt: Instant?
    private var retriesLeft: Int
    private var delay: Duration
    /// When the answer is overdue; nil while none is awaited.
    private(set) var deadline: Instant?

    init(limits: TFTPLimits, negotiated: Duration?) {
        self.limits = limits
        self.negotiated = negotiated
        retriesLeft = limits.retries
        delay = negotiated ?? limits.firstTimeout
    }

    private var firstDelay: Duration { negotiated ?? limits.firstTimeout }

    /// What leaves now is sent for the first time.
    mutating func sent(at now: Instant) { sentAt = now }

    /// What leaves now was sent before: its answer tells nothing about the round trip (Karn's rule).
    mutating func repeated() { sentAt = nil }

    /// Waits from now on.
    mutating func begin(at now: Instant) { deadline = now + delay }

    /// No answer is awaited any more.
    mutating func end() { deadline = nil }

    /// Progress restores the retries; the wait follows what the answer tells about the round trip.
    mutating func answered(at now: Instant) {
        retriesLeft = limits.retries
        if let negotiated {
            delay = negotiated
        } else if let sentAt {
            roundTrip.add(from: sentAt, to: now)
            delay =
                roundTrip.wait(shortest: limits.shortestTimeout, longest: limits.firstTimeout)
                ?? limits.firstTimeout
        } else {
            // Which of the repetitions was answered, nobody knows: the longer wait stays for once.
            delay = min(delay, limits.firstTimeout)
        }
    }

    /// Counts a repetition and makes the next wait longer; false when there were enough.
    mutating func mayRepeat() -> Bool {
        if delay >= firstDelay {
            guard retriesLeft > 0 else { return false }
            retriesLeft -= 1
        }
        delay = min(delay * 2, max(limits.longestTimeout, firstDelay))
        return true
    }
}
