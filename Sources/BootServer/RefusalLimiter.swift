import NetTypes

/// Keeps a flood of refused requests, from one machine or from made-up addresses, out of the database.
struct RefusalLimiter {
    /// A machine's refusal at the same stage for the same reason is recorded once in this time.
    static let interval: Duration = .seconds(10)
    /// Refusals recorded in each interval, of all machines together.
    static let recordsPerInterval = 256

    private struct Key: Hashable {
        var mac: MACAddress?
        var what: String
    }

    private var recorded: Set<Key> = []
    private var intervalEnd: Instant?

    /// Whether this refusal should be recorded.
    mutating func admits(_ mac: MACAddress?, _ what: String, at now: Instant) -> Bool {
        if let end = intervalEnd, now < end {
            guard recorded.count < Self.recordsPerInterval else { return false }
        } else {
            intervalEnd = now + Self.interval
            recorded.removeAll(keepingCapacity: true)
        }
        return recorded.insert(Key(mac: mac, what: what)).inserted
    }
}
