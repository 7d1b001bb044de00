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
        var batch = Batch()
        var dropped: UInt64 = 0
    }

    // Held for an append or a swap only.
    private let queue = Mutex(Queue())

    /// Makes an empty queue.
    public init() {}

    /// How many observations were dropped because the database did not keep up.
    public var droppedCount: UInt64 { queue.withLock(\.dropped) }

    /// Queues a step of a timeline.
    public func record(_ event: BootEvent) {
        queue.withLock {
            if $0.batch.events.count < Self.capacity {
                $0.batch.events.append(event)
            } else {
                $0.dropped += 1
            }
        }
    }

    /// Queues a sighting.
    public func record(_ sighting: Sighting) {
        queue.withLock {
            if $0.batch.sightings.count < Self.capacity {
                $0.batch.sightings.append(sighting)
            } else {
                $0.dropped += 1
            }
        }
    }

    /// Empties the queue.
    public func take() -> Batch {
        queue.withLock {
            let batch = $0.batch
            $0.batch = Batch()
            return batch
        }
    }
}
