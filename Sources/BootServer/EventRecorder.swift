public import BootModel
import Synchronization

/// Takes observations from the loops without making them wait for a disk; what does not fit is counted and dropped.
public final class EventRecorder: Sendable {
    /// What was observed since the last time.
    public struct Batch: Sendable {
        /// Steps of machines' timelines, in order.
        public var events: [BootEvent] = []
        /// Machines that are not on the whitelist.
        public var sightings: [Sighting] = []

        /// Whether nothing was observed.
        public var isEmpty: Bool { events.isEmpty && sightings.isEmpty }

        /// Makes an empty batch.
        public init() {}
    }

    /// Observations of each kind that may wait for the database.
    public static let capacity = 16_384

    private struct Queue {
        /// Made into events by whoever takes them: their words are no work for a loop.
        var events: [@Sendable () -> BootEvent] = []
        var sightings: [Sighting] = []
        var dropped: UInt64 = 0
    }

    // Held for an append or a swap only.
    private let queue = Mutex(Queue())

    /// Makes an empty queue.
    public init() {}

    /// How many observations were dropped because the database did not keep up.
    public var droppedCount: UInt64 { queue.withLock(\.dropped) }

    /// Queues a step of a timeline, which is put into words when it is taken.
    public func record(_ event: @escaping @autoclosure @Sendable () -> BootEvent) {
        queue.withLock {
            if $0.events.count < Self.capacity {
                $0.events.append(event)
            } else {
                $0.dropped += 1
            }
        }
    }

    /// Queues a sighting.
    public func record(_ sighting: Sighting) {
        queue.withLock {
            if $0.sightings.count < Self.capacity {
                $0.sightings.append(sighting)
            } else {
                $0.dropped += 1
            }
        }
    }

    /// Empties the queue.
    public func take() -> Batch {
        let (events, sightings) = queue.withLock { queue in
            defer {
                queue.events = []
                queue.sightings = []
            }
            return (queue.events, queue.sightings)
        }
        var batch = Batch()
        batch.events = events.map { $0() }
        batch.sightings = sightings
        return batch
    }
}
