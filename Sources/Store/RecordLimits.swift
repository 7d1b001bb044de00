/// How much of what the daemon saw is kept; more than that is dropped from its oldest end.
public struct RecordLimits: Hashable, Sendable {
    /// How many events, 200,000 unless set.
    public var events: Int
    /// How old an event may be, counted back from the newest one recorded; 30 days unless set.
    ///
    /// Older ones go in the course of the next recordings.
    public var eventAge: Duration
    /// How many sightings, 4,096 unless set: an attacker makes up addresses faster than anyone reads them.
    public var sightings: Int
    /// How many entries of the change log, 10,000 unless set; a reader that comes later loads everything.
    public var changes: Int

    /// Describes limits.
    public init(
        events: Int = 200_000, eventAge: Duration = .seconds(30 * 86_400), sightings: Int = 4_096,
        changes: Int = 10_000
    ) {
        self.events = events
        self.eventAge = eventAge
        self.sightings = sightings
        self.changes = changes
    }
}
