import NetTypes

/// Keeps a flood of refused requests, from one machine or from made-up addresses, out of the database.
struct RefusalLimiter {
    /// The same of one machine is recorded once in this time.
    private let interval: Duration
    /// What is recorded in each interval, of all machines together that are on no node.
    private let recordsPerInterval: Int

    private struct Key: Hashable {
        var mac: MACAddress?
        var what: String
    }

    private var recorded: Set<Key> = []
    private var strangerCount = 0
    private var intervalEnd: Instant?

    init(interval: Duration = .seconds(10), recordsPerInterval: Int = 256) {
        self.interval = interval
        self.recordsPerInterval = recordsPerInterval
    }

    /// Whether this refusal should be recorded.
    ///
    /// Machines on a node are as many as the operator listed, and their diagnoses are not lost in a flood of others.
    mutating func admits(_ mac: MACAddress?, _ what: String, isListed: Bool = false, at now: Instant) -> Bool
    {
        if intervalEnd.map({ now >= $0 }) ?? true {
            intervalEnd = now + interval
            recorded.removeAll(keepingCapacity: true)
            strangerCount = 0
        }
        guard isListed || strangerCount < recordsPerInterval,
            recorded.insert(Key(mac: mac, what: what)).inserted
        else { return false }
        if !isListed { strangerCount += 1 }
        return true
    }
}
